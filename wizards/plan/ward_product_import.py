import re
from collections import defaultdict
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import float_compare, format_date

from ...tools import cells, xlsx
from ...tools.vagueness import fold

# The headings communes use, in Vietnamese as the decision's annex is.
HEADINGS = {
    "number": ["STT", "TT", "Số TT"],
    "code": ["Mã CV", "Mã công việc", "Mã sản phẩm", "Mã số"],
    "department": [
        "Phòng, ban chuyên môn",
        "Phòng, ban",
        "Phòng, đơn vị",
        "Phòng chuyên môn",
        "Phòng",
    ],
    "name": ["Nhiệm vụ", "Tên nhiệm vụ"],
    "detail": ["Công việc chi tiết", "Chi tiết công việc"],
    "product_name": ["Sản phẩm đầu ra", "Sản phẩm"],
    "complexity": ["Nhóm", "Nhóm công việc"],
    "range": ["Khung điểm"],
    "points": ["Điểm chấm", "Điểm"],
    "factor": ["Hệ số quy đổi", "Hệ số"],
    "note": ["Ghi chú"],
}
REQUIRED = ("code", "name", "product_name", "complexity", "points")
# Fewer of them and it is another kind of table, more and a heading is misspelt.
LIKELY = 4
MAX_LENGTH = {"code": 40, "name": 500, "product_name": 500, "note": 500, "detail": 5000}
# What makes an item another item when it differs.
COMPARED = (
    "name",
    "detail",
    "product_name",
    "complexity",
    "points",
    "scope",
    "department_id",
    "note",
)


class WardProductImport(models.TransientModel):
    """Take the annex of a decision, a spreadsheet, into the unit's catalogue.

    For the unit leader and the administrator. All or nothing: every faulty row is
    told and nothing written. Importing the same file again changes nothing.
    """

    _name = "ward.product.import"
    _description = "Catalogue Import"
    _inherit = ["ward.import.mixin"]

    company_id = fields.Many2one(
        "res.company", "Unit", required=True, default=lambda self: self.env.company
    )
    valid_from = fields.Date(
        required=True,
        default=lambda self: self.env.company._ward_today().replace(day=1),
        help="First day on which the items apply; items that changed are kept as they "
        "were for the time before.",
    )
    legal_basis = fields.Char(
        "Decision",
        required=True,
        help="Number and date of the decision that the file is the annex of.",
    )
    create_departments = fields.Boolean(
        help="Create the departments named in the file that the unit does not have yet."
    )
    decided = fields.Boolean(
        "Already Decided",
        default=True,
        help="Off: the items are only proposed and wait for the leader.",
    )

    def action_import(self):
        """Import the file; returns a notification with the counts.

        :raise AccessError: not a leader or administrator of this unit
        :raise UserError: the file or some of its rows cannot be taken, told by row
        """
        self.ensure_one()
        self.env["ward.product"]._check_may_decide()
        if self.company_id not in self.env.companies:
            raise AccessError(
                self.env._(
                    "“Unit”: %(unit)s is not among your units.",
                    # told to somebody who chose it himself
                    unit=self.company_id.sudo().name,
                )
            )
        items, skipped, problems = self._read_items()
        problems += self._check_items(items)
        self._raise_problems(problems)
        self._set_departments(items)
        counts = self._save(items)
        message = self.env._(
            "%(new)s new, %(changed)s changed, %(unchanged)s unchanged.", **counts
        )
        if skipped:
            message += " " + self.env._(
                "Skipped sheets without a catalogue: %(sheets)s.",
                sheets=", ".join(skipped),
            )
        return self._imported(message)

    # ------------------------------------------------------------------
    # READING
    # ------------------------------------------------------------------

    def _read_items(self):
        """Return ``(items, titles of the sheets skipped, problems)``.

        An item is a dictionary of cell values with ``sheet``, ``row`` and ``scope``.
        """
        items, skipped, problems = [], [], []
        for title, rows in self._read_sheets():
            index, columns = xlsx.find_heading(rows, HEADINGS)
            missing = [key for key in REQUIRED if key not in columns]
            if len(REQUIRED) - len(missing) < LIKELY:
                skipped.append(title)
                continue
            if missing:
                names = ", ".join(HEADINGS[key][0] for key in missing)
                problems.append(
                    self._at_row(
                        title,
                        rows[index][0],
                        self.env._(
                            "the heading “%(headings)s” is missing; add that column.",
                            headings=names,
                        ),
                    )
                )
                continue
            heading = rows[index][1]
            if "note" not in columns:
                columns |= self._note_column(heading, columns)
            sheet_items = self._sheet_items(title, rows[index + 1 :], columns)
            above = " ".join(
                str(value) for _number, row in rows[:index] for value in row if value
            )
            scope = self._scope(f"{title} {above}", columns, sheet_items)
            items += [item | {"scope": scope} for item in sheet_items]
        if not items and not problems:
            raise UserError(
                self.env._(
                    "“Spreadsheet”: no sheet holds a catalogue. One of the first ten "
                    "rows must be the headings %(headings)s.",
                    headings=", ".join(HEADINGS[key][0] for key in REQUIRED),
                )
            )
        return items, skipped, problems

    @api.model
    def _note_column(self, heading, columns):
        """Return the last column as that of the notes; its heading varies."""
        after = max(columns.values()) + 1
        return {"note": after} if after < len(heading) else {}

    @api.model
    def _sheet_items(self, title, rows, columns):
        items = []
        headings = {fold(text) for text in HEADINGS["code"]}
        for number, row in rows:
            item = {
                key: row[column] if column < len(row) else None
                for key, column in columns.items()
            }
            # A heading between the items, or one repeated on the next page.
            filled = [
                item[key] for key in ("code", "product_name", "complexity", "points")
            ]
            if not any(value is not None for value in filled):
                continue
            if fold(cells.to_text(item["code"])) in headings:
                continue
            items.append(item | {"sheet": title, "row": number})
        return items

    @api.model
    def _scope(self, title, columns, items):
        if "department" in columns:
            return "department"
        title = fold(title)
        if "lanh dao" in title and "dung chung" not in title:
            return "leader"
        codes = [cells.to_text(item["code"]).upper() for item in items]
        return (
            "leader" if codes and all(c.startswith("QL") for c in codes) else "common"
        )

    # ------------------------------------------------------------------
    # CHECKING
    # ------------------------------------------------------------------

    def _check_items(self, items):
        """Turn the cells of ``items`` into values; return the problems by row."""
        problems, seen, unknown = [], {}, set()
        departments = self._departments()
        for item in items:
            found = self._check_texts(item)
            found += self._check_points(item)
            found += self._check_department(item, departments, unknown)
            code = item["code"].upper()
            if code in seen:
                found.append(
                    self.env._(
                        "“Code” %(code)s stands already at %(place)s; give each item "
                        "its own.",
                        code=item["code"],
                        place=seen[code],
                    )
                )
            elif code:
                seen[code] = self.env._(
                    "%(sheet)s, row %(row)s", sheet=item["sheet"], row=item["row"]
                )
            problems += [
                self._at_row(item["sheet"], item["row"], text) for text in found
            ]
        return problems

    def _check_texts(self, item):
        found = []
        labels = {
            "code": self.env._("Code"),
            "name": self.env._("Task"),
            "product_name": self.env._("Product"),
            "detail": self.env._("Work in Detail"),
            "note": self.env._("Note"),
        }
        for key, label in labels.items():
            item[key] = cells.to_text(item.get(key))
            if not item[key] and key in REQUIRED:
                found.append(
                    self.env._("“%(field)s” is missing; fill the cell.", field=label)
                )
            elif len(item[key]) > MAX_LENGTH[key]:
                found.append(
                    self.env._(
                        "“%(field)s” holds more than %(count)s characters; shorten it.",
                        field=label,
                        count=MAX_LENGTH[key],
                    )
                )
        text = cells.to_text(item["complexity"])
        match = re.fullmatch(r"(?:n|nhom)? ?([1-5])", fold(text))
        item["complexity"] = match and f"N{match[1]}"
        if not match:
            found.append(
                self.env._(
                    "“Complexity Group” is “%(text)s”; enter one of N1 to N5.",
                    text=text[:40],
                )
            )
        return found

    def _check_points(self, item):
        cell, frame = item["points"], item.get("range")
        try:
            item["points"] = cells.to_number(cell)
        except ValueError:
            item["points"] = 0.0
        if item["points"] <= 0:
            return [
                self.env._(
                    "“Points” is “%(text)s”; enter a number above zero.",
                    text=cells.to_text(cell)[:40],
                )
            ]
        found = []
        try:
            limits = cells.to_range(frame)
        except ValueError:
            limits = None
            found.append(
                self.env._(
                    "“Range of Points” is “%(text)s”; enter two numbers as text, "
                    "for example 11-50.",
                    text=cells.to_text(frame)[:40],
                )
            )
        if limits and not limits[0] <= item["points"] <= limits[1]:
            found.append(
                self.env._(
                    "“Points” %(points)g lies outside the range %(range)s; correct one "
                    "of them.",
                    points=item["points"],
                    range=cells.to_text(frame),
                )
            )
        return found + self._check_factor(item)

    def _check_factor(self, item):
        """Compare the file's factor, where it has one, with the unit's own rule."""
        cell = item.get("factor")
        if cell is None or xlsx.is_formula(cell):
            return []
        try:
            factor = cells.to_number(cell)
        except ValueError:
            factor = None
        standard = self.company_id.ward_standard_points
        expected = (
            self.env["ward.product"]
            .new({"points": item["points"], "company_id": self.company_id.id})
            .factor
        )
        if factor is not None and not float_compare(
            factor, expected, precision_digits=2
        ):
            return []
        return [
            self.env._(
                "“Conversion Factor” is %(factor)s, but %(points)g points by the "
                "standard product's %(standard)g make %(expected)g; correct the row, "
                "or “Points of the Standard Product” in the settings.",
                factor=cells.to_text(cell)[:40],
                points=item["points"],
                standard=standard,
                expected=expected,
            )
        ]

    def _departments(self):
        """Return the departments of the unit by folded name."""
        departments = self.env["hr.department"].search(
            [("company_id", "in", [self.company_id.id, False])]
        )
        return departments.grouped(lambda department: fold(department.name))

    def _check_department(self, item, departments, unknown):
        item["department_id"] = False
        if item["scope"] != "department":
            return []
        item["department"] = cells.to_text(item["department"])
        if not fold(item["department"]):
            return [
                self.env._(
                    "“Department” is missing; fill the cell (of merged cells only the "
                    "first holds the name)."
                )
            ]
        found = departments.get(fold(item["department"]), ())
        if len(found) == 1:
            item["department_id"] = found.id
        elif found:
            return [
                self.env._(
                    "“Department” %(name)s is the name of %(count)s departments; "
                    "rename or archive the others.",
                    name=item["department"][:80],
                    count=len(found),
                )
            ]
        elif not self.create_departments and item["department"] not in unknown:
            # once for all its rows, or nothing else would be seen
            unknown.add(item["department"])
            return [
                self.env._(
                    "“Department” %(name)s is unknown in %(unit)s; correct the name, "
                    "or tick “Create Departments”.",
                    name=item["department"][:80],
                    unit=self.company_id.name,
                )
            ]
        return []

    def _set_departments(self, items):
        """Create the departments not yet there and name them on their items."""
        names = {}
        for item in items:
            if item["scope"] == "department" and not item["department_id"]:
                names.setdefault(fold(item["department"]), item["department"])
        # sudo: who decides the catalogue need not be an HR officer; he ticked the box,
        # is a leader or administrator of this unit, and only a name is written
        created = (
            self.env["hr.department"]
            .sudo()
            .create(
                [
                    {"name": name, "company_id": self.company_id.id}
                    for name in names.values()
                ]
            )
        )
        ids = dict(zip(names, created.ids, strict=True))
        for item in items:
            if item["scope"] == "department" and not item["department_id"]:
                item["department_id"] = ids[fold(item["department"])]

    # ------------------------------------------------------------------
    # WRITING
    # ------------------------------------------------------------------

    def _save(self, items):
        """Write the items; return ``{"new": n, "changed": n, "unchanged": n}``.

        :raise UserError: a proposal would stand on a decided item's day
        """
        Product = self.env["ward.product"]
        versions = self._versions(items)
        counts = {"new": 0, "changed": 0, "unchanged": 0}
        to_create, ended, problems = [], Product, []
        updates = []
        for item in items:
            vals = {name: item[name] or False for name in COMPARED}
            known = versions.get(item["code"].upper(), Product)
            same_day = known.filtered(lambda p: p.valid_from == self.valid_from)
            current = self._current(known)
            if same_day:
                changes = self._changes(
                    same_day, vals | {"legal_basis": self.legal_basis}
                )
                if not changes:
                    counts["unchanged"] += 1
                    continue
                if not self.decided and same_day.state == "decided":
                    problems.append(self._decided_problem(item))
                    continue
                updates.append((same_day, changes))
                counts["changed"] += 1
            elif current and not self._changes(current, vals):
                counts["unchanged"] += 1
                continue
            else:
                to_create.append(self._prepare_vals(item, vals, known))
                counts["changed" if known else "new"] += 1
            if self.decided:
                # The item that was in force until now; the time before keeps it.
                ended |= current - same_day
        self._raise_problems(problems)
        for product, changes in updates:
            product._write_guarded(changes)
        if ended:
            ended.write({"valid_to": self.valid_from - timedelta(1)})
        quiet = Product.with_context(
            mail_create_nolog=True, mail_create_nosubscribe=True
        )
        quiet._create_guarded(to_create)
        return counts

    def _versions(self, items):
        """Return all versions of the items' codes in the unit, archived ones too."""
        known = defaultdict(lambda: self.env["ward.product"])
        domain = Domain("company_id", "=", self.company_id.id)
        codes = {item["code"].upper() for item in items}
        products = (
            self.env["ward.product"].with_context(active_test=False).search(domain)
        )
        for product in products.with_context(active_test=True):
            if product.code.upper() in codes:
                known[product.code.upper()] |= product
        return known

    def _current(self, versions):
        """Return the version in force just before or on the day of the import.

        The decided one; when proposals are imported, else the latest proposal.
        """
        running = versions.filtered(
            lambda p: (
                p.active
                and p.valid_from <= self.valid_from
                and (not p.valid_to or p.valid_to >= self.valid_from)
            )
        ).sorted("valid_from")
        decided = running.filtered(lambda p: p.state == "decided")
        if self.decided:
            return decided[-1:]
        return (decided or running.filtered(lambda p: p.state == "proposed"))[-1:]

    def _changes(self, product, vals):
        """Return those of ``vals`` that differ from the item, and its decision."""
        changes = {}
        for name, value in vals.items():
            old = product[name]
            if name == "department_id":
                old = old.id
            if name == "points":
                differs = float_compare(old, value, precision_digits=4)
            else:
                differs = (old or False) != value
            if differs:
                changes[name] = value
        if self.decided and product.state != "decided":
            changes |= {"state": "decided", "decided_by_id": self.env.uid}
        if not product.active:
            changes["active"] = True
        return changes

    def _prepare_vals(self, item, vals, known):
        later = known.filtered(
            lambda p: p.valid_from > self.valid_from and p.state == "decided"
        ).sorted("valid_from")[:1]
        return vals | {
            "code": item["code"],
            "company_id": self.company_id.id,
            "valid_from": self.valid_from,
            # An earlier decision entered late ends where the next one begins.
            "valid_to": later.valid_from - timedelta(1) if later else False,
            "legal_basis": self.legal_basis,
            "state": "decided" if self.decided else "proposed",
            "decided_by_id": self.env.uid if self.decided else False,
        }

    def _decided_problem(self, item):
        return self._at_row(
            item["sheet"],
            item["row"],
            self.env._(
                "“Code” %(code)s is decided from %(date)s on; choose a later “Valid "
                "From” for a proposal.",
                code=item["code"],
                date=format_date(self.env, self.valid_from),
            ),
        )
