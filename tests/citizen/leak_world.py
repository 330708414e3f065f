"""Two matters that live the same life, one open, one protected.

What a door shows of the open one proves that it is a door; of the protected one it must
show nothing.
"""

import logging
import re

from odoo import Command, fields
from odoo.tests import new_test_user
from odoo.tools import SQL

from .common import CitizenCommon

# Words that stand nowhere else in the database.
SECRET = {
    "person_name": "Zuxqan Bizquv",
    "person_identity_number": "099199909990",
    "person_phone": "0987650000",
    "person_street": "77 ngách Wxyzq",
}
OPEN = {
    "person_name": "Qyvexa Komplan",
    "person_identity_number": "088199908880",
    "person_phone": "0976540000",
    "person_street": "55 ngách Yquxz",
}
EMAIL = {"Zuxqan Bizquv": "zuxqan@example.com", "Qyvexa Komplan": "qyvexa@example.com"}
ROLES = (
    "officer",  # verifies
    "colleague",
    "head",
    "office_head",
    "leader",
    "clerk",
    "admin",
    "personnel",
    "inspector",
    "city_leader",
    "stranger",
    "other_leader",
    "system",
    "portal",
    "public",
)
# who reads a matter by its role; a grant opens the identity to these only
READERS = {"officer", "leader", "clerk", "inspector"}


def marks(person):
    """Return the pattern of everything that shows ``person``."""
    words = [*person.values(), EMAIL[person["person_name"]]]
    words += [person["person_street"].split()[-1], person["person_name"].split()[0]]
    return re.compile("|".join(re.escape(word) for word in words), re.IGNORECASE)


class Listener(logging.Handler):
    """Keeps everything the program writes into its log."""

    def __init__(self):
        super().__init__(logging.DEBUG)
        self.lines = []

    def emit(self, record):
        self.lines.append(record.getMessage())


class LeakWorld(CitizenCommon):
    frozen_at = None

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._add("personnel", cls.ward, cls.office, "group_evaluation_clerk")
        for login, groups in (
            ("system", "base.group_system,base.group_user"),
            ("portal", "base.group_portal"),
        ):
            cls.users[login] = new_test_user(
                cls.env,
                f"t_{login}",
                password=f"t_{login}",
                groups=groups,
                company_id=cls.ward.id,
                email=f"{login}@example.org",
            )
        cls.users["public"] = cls.env.ref("base.public_user")
        for user in cls.users.values():
            user.email = user.email or f"{user.login}@example.org"
        for role in ("clerk", "leader", "inspector", "system"):
            # whoever may export at all does so through this door
            cls.users[role].group_ids += cls.env.ref("base.group_allow_export")
        cls.users["leader"].notification_type = "email"
        cls.secret_marks, cls.open_marks = marks(SECRET), marks(OPEN)
        cls.open_person = OPEN

    def setUp(self):
        super().setUp()
        self.ward.ward_identity_approver_ids = self.users["leader"]
        self.open = self.lived("complaint", OPEN)
        self.secret = self.lived("denunciation", SECRET)
        self.identity = self.secret["petition"].sudo().identity_ids[:1]
        self.flush_tracking()

    def lived(self, kind, person):
        """Return the records of a matter whose every text names the sender."""
        name, phone = person["person_name"], person["person_phone"]
        text = f"Tôi là {name}, {person['person_identity_number']}, ở số "
        text += f"{person['person_street']}, điện thoại {phone}: nhận tiền sai."
        reception = self.receive(
            matter_kind=kind, content=text, explained=f"Đã nghe {name}", **person
        )
        self.talk(reception, name, phone)
        receipt = self.receipt(reception, name)
        reception.action_take_petition()
        petition = reception.petition_ids
        petition.write({"respondent": "Cán bộ Trần Tiền", "summary": f"Đơn của {name}"})
        self.talk(petition, name, phone)
        if kind == "denunciation":
            petition._put_away_paper(f"{name}.txt", f"Kính gửi, {name}".encode())
        mail = {"body": f"<p>{text}</p>", "subject": name}
        petition.with_user(self.env.ref("base.user_root")).message_post(
            **mail,
            message_type="email",
            email_from=f'"{name}" <{EMAIL[name]}>',
            author_id=False,
            attachments=[(f"{name}.txt", text)],
        )
        petition.action_check_conditions()
        petition.condition_ids.write({"is_met": "yes", "note": f"{name} đã ký"})
        petition.action_sort()
        petition.outcome = "accept"
        petition.action_propose()
        self.sign(petition)
        case = self.as_user("clerk", petition.case_id)
        self.talk(case, name, phone)
        self.worked(case, name, phone)
        # the law addresses this one to the sender
        key = "tc_05" if kind == "denunciation" else "invite"
        letter = self.env["ward.document"]._draft(key, case)
        self.sign(case)
        return {
            "reception": reception,
            "petition": petition,
            "case": case,
            "receipt": receipt,
            "letter": letter,
            "documents": case.document_ids | petition.document_ids | receipt,
        }

    def talk(self, matter, name, phone):
        """Let the clerk write the name into the chatter, an activity, a file."""
        words = {"body": f"Ông {name} gọi từ {phone}", "subject": f"Về {name}"}
        matter.message_post(
            **words,
            subtype_xmlid="mail.mt_comment",
            partner_ids=self.users["leader"].partner_id.ids,
        )
        matter.activity_schedule(
            "mail.mail_activity_data_todo",
            summary=f"Gọi lại {name}",
            note=f"Số {phone}",
            user_id=self.users["clerk"].id,
        )
        if matter._name != "ward.case":
            self.as_user("clerk", "ir.attachment").create(
                {
                    "name": f"{name}.txt",
                    "raw": f"Của {name}".encode(),
                    "res_model": matter._name,
                    "res_id": matter.id,
                }
            )

    def receipt(self, reception, name):
        """Return the signed receipt of papers, addressed by name."""
        wizard = (
            self.as_user("clerk", "ward.document.new")
            .with_context(active_model="ward.reception", active_id=reception.id)
            .create(
                {
                    "form_id": self.env.ref("ward_office.form_data_tcd_02").id,
                    "addressee": name,
                    "paper_list": f"Đơn của {name}",
                }
            )
        )
        action = wizard.action_confirm()
        receipt = self.as_user("clerk", "ward.document").browse(action["res_id"])
        receipt.action_sign()
        return receipt

    def worked(self, case, name, phone):
        """Bring the case to its decision, the name in each of its texts."""
        case.write(
            {
                "member_ids": [
                    Command.create(
                        {"employee_id": self.employees["officer"].id, "role": "head"}
                    )
                ],
                "plan": f"Gặp {name} tại nhà",
                "evidence_ids": [
                    Command.create(
                        {
                            "name": f"Lời khai của {name}",
                            "source": name,
                            "finding": name,
                        }
                    )
                ],
                "meeting_ids": [
                    Command.create(
                        {
                            "start_at": fields.Datetime.now(),
                            "attendees": name,
                            "minutes": f"{name} trình bày, {phone}",
                        }
                    )
                ],
            }
        )
        word = self.as_user("clerk", "ward.citizen.word").create(
            {
                "res_model": "ward.case",
                "res_id": case.id,
                "step": "action_mark_complex",
                "word": f"Phải xác minh chỗ ở của {name}",
            }
        )
        word.action_confirm()
        case.action_verify()
        self.sign(case)
        case.write(
            {
                "report": f"Đã làm việc với {name}",
                "outcome": "right",
                "conclusion": f"Lời của {name} là đúng",
                "obligation_ids": [
                    Command.create(
                        {
                            "name": f"Trả tiền cho {name}",
                            "responsible": "Kế toán",
                            "step_ids": [Command.create({"document": f"{name} ký"})],
                        }
                    )
                ],
            }
        )
        if case.is_denunciation:
            case.protection_ids = [Command.create({"reason": f"{name} bị dọa"})]
        case.action_report()
        self.sign(case, "clerk")
        case.action_decide()
        self.sign(case)

    def grant(self, role, identity=None):
        """Give ``role`` a grant, as the approver would have."""
        identity = identity or self.identity
        return self.env["ward.identity.request"]._create_guarded(
            [
                {
                    "identity_id": identity.id,
                    "user_id": self.users[role].id,
                    "asked_by_id": self.users[role].id,
                    "reason": "Cần liên hệ để bổ sung chứng cứ",
                    "state": "granted",
                    "valid_until": fields.Datetime.add(fields.Datetime.now(), days=1),
                }
            ]
        )

    def leaks(self, pattern):
        """Return ``{table: count}`` where ``pattern`` stands outside the vault."""
        self.flush_tracking()
        columns = self.env.execute_query(
            SQL(
                "SELECT c.table_name, c.column_name FROM information_schema.columns c"
                " JOIN information_schema.tables t USING (table_schema, table_name)"
                " WHERE t.table_schema = current_schema()"
                " AND t.table_type = 'BASE TABLE'"
                " AND c.data_type IN ('text', 'character varying', 'jsonb', 'json')"
                " AND c.table_name NOT LIKE 'ward_identity%%'"
            )
        )
        by_table = {}
        for table, column in columns:
            by_table.setdefault(table, []).append(column)
        found = {}
        for table, names in by_table.items():
            test = SQL(" OR ").join(
                SQL("%s::text ~* %s", SQL.identifier(name), pattern.pattern)
                for name in names
            )
            if table == "ir_attachment":  # the papers of the vault themselves
                test = SQL(
                    "(%s) AND res_model IS DISTINCT FROM 'ward.identity.file'", test
                )
            [[count]] = self.env.execute_query(
                SQL("SELECT count(*) FROM %s WHERE %s", SQL.identifier(table), test)
            )
            if count:
                found[table] = count
        return found
