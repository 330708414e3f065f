"""How a form is laid out: its columns from left to right, its rows of headings."""

from odoo import models


class WardForm(models.Model):
    _inherit = "ward.form"

    def _columns(self, auxiliary=False):
        """Return the columns that hold figures, from left to right.

        ``auxiliary`` adds those that are computed and never printed.
        """
        columns = self.column_ids._from_the_top().filtered("number")
        if auxiliary:
            return columns
        return columns.filtered(lambda column: not column.is_auxiliary)

    def _blanks(self):
        """Return ``{number: 0}`` of the columns in which figures are stated."""
        columns = self.column_ids.filtered(lambda c: c.kind in ("counted", "manual"))
        return dict.fromkeys(columns.mapped("number"), 0)

    def _row_headers(self):
        """Return the words over what names the rows."""
        return ["Đơn vị"] if self.layout == "unit" else ["MS", "Nội dung"]

    def _header_rows(self):
        """Return the heading rows as laid out on paper.

        Each is a list of ``{"text", "row", "col", "rowspan", "colspan", "column"}``,
        positions from 0; a heading above nothing reaches down to the last row.
        """
        self.ensure_one()
        printed = self.column_ids.filtered(lambda c: not c.is_auxiliary)
        children = printed.grouped("parent_id")
        none = self.env["ward.form.column"]

        def depth(column):
            return column.rows + max(map(depth, children.get(column, none)), default=0)

        height = max(map(depth, children.get(none, none)), default=1)
        rows = [[] for _level in range(height)]
        for col, text in enumerate(self._row_headers()):
            rows[0].append(
                {
                    "text": text,
                    "row": 0,
                    "col": col,
                    "rowspan": height,
                    "colspan": 1,
                    "column": none,
                }
            )

        def place(column, row, col):
            below = children.get(column, none)._in_order()
            width = 0
            for child in below:
                width += place(child, row + column.rows, col + width)
            rows[row].append(
                {
                    "text": column.name,
                    "row": row,
                    "col": col,
                    "rowspan": column.rows if below else height - row,
                    "colspan": width or 1,
                    "column": column,
                }
            )
            return width or 1

        col = len(self._row_headers())
        for column in children.get(none, none)._in_order():
            col += place(column, 0, col)
        for row in rows:
            row.sort(key=lambda cell: cell["col"])
        return rows
