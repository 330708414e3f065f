from odoo import api, fields, models
from odoo.tools import SQL

REASONS = [
    ("no_item", "Not in the catalogue: ask for an addition"),
    ("proposed", "Item proposed, not decided yet"),
    ("refused", "Item refused"),
    ("not_in_force", "Item not in force on that day"),
    ("not_reviewed", "Plan not approved"),
    ("step", "Step of a monthly item that counts itself"),
    ("carried", "Carried over within the period"),
]


class WardEvaluationWork(models.Model):
    """One product of an officer as counted in a cycle (công việc tính điểm).

    A frozen copy of a task with the item and factor in force in the period. Written
    by one statement for all sheets; open to whoever reads the sheet.
    """

    _name = "ward.evaluation.work"
    _description = "Work Counted"
    _order = "evaluation_id, kind, deadline, id"
    _rec_name = "name"

    evaluation_id = fields.Many2one(
        "ward.evaluation",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    task_id = fields.Many2one(
        "ward.task",
        "Task of the Plan",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    name = fields.Char("Task", readonly=True)
    product_code = fields.Char("Item", readonly=True)
    product_name = fields.Char("Product", readonly=True)
    deadline = fields.Datetime(readonly=True)
    done_at = fields.Datetime("Done On", readonly=True)
    kind = fields.Selection(
        [
            ("assigned", "Assigned"),
            ("handed", "Assigned, handed on"),
            ("extra", "On top: arising or taken over"),
            ("uncounted", "Not counted"),
        ],
        readonly=True,
        required=True,
    )
    reason = fields.Selection(REASONS, "Not Counted Because", readonly=True)
    quantity = fields.Float(readonly=True)
    factor = fields.Float(readonly=True, digits=(12, 2))
    converted_quantity = fields.Float("Standard Products", readonly=True)
    is_done = fields.Boolean("Completed", readonly=True)
    fails = fields.Integer(
        "Times Failing", readonly=True, help="Less those excused by an objective cause."
    )
    delays = fields.Integer(
        readonly=True, help="Less those excused by an objective cause."
    )
    excused = fields.Char(readonly=True)
    completed_quantity = fields.Float("For a", readonly=True)
    quality_quantity = fields.Float("For b", readonly=True)
    progress_quantity = fields.Float("For c", readonly=True)

    @api.model
    def _recount(self, sheets):
        """Write the work of ``sheets`` (of one cycle) anew, in two statements."""
        cycle = sheets.cycle_id
        rule = cycle.scoring_rule_id
        start, stop = cycle._bounds()
        until = fields.Datetime.add(stop, days=rule.grace_days)
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "DELETE FROM ward_evaluation_work WHERE evaluation_id IN %s",
                tuple(sheets.ids) or (0,),
            )
        )
        done = SQL("t.done_at IS NOT NULL AND t.done_at < %s", until)
        if not rule.count_reported:
            done = SQL("%s AND t.accepted_at IS NOT NULL", done)
        self.env.cr.execute(
            SQL(
                """
            INSERT INTO ward_evaluation_work (
                evaluation_id, task_id, name, product_code, product_name, deadline,
                done_at, kind, reason, quantity, factor, converted_quantity, is_done,
                fails, delays, excused, completed_quantity, quality_quantity,
                progress_quantity, create_uid, create_date, write_uid, write_date
            )
            SELECT w.*, %(uid)s, now() AT TIME ZONE 'UTC', %(uid)s,
                   now() AT TIME ZONE 'UTC'
              FROM (
                SELECT c.evaluation_id, c.task_id, c.name, c.code, c.product,
                       c.deadline, c.done_at,
                       CASE WHEN c.reason IS NOT NULL THEN 'uncounted'
                            WHEN c.handed THEN 'handed'
                            WHEN c.extra THEN 'extra'
                            ELSE 'assigned' END,
                       c.reason, c.quantity, c.factor, c.converted, c.done,
                       c.fails, c.delays, c.excused,
                       CASE WHEN c.done THEN c.converted ELSE 0 END,
                       CASE WHEN c.done THEN c.converted
                            * greatest(0, 1 - c.fails * %(quality)s) ELSE 0 END,
                       CASE WHEN c.done THEN c.converted
                            * greatest(0, 1 - c.delays * %(progress)s) ELSE 0 END
                  FROM (
                    SELECT e.id AS evaluation_id, t.id AS task_id, t.name,
                           p.code, t.product_name AS product, t.deadline, t.done_at,
                           t.handed_to_id IS NOT NULL AS handed,
                           t.is_arising OR t.handed_from_id IS NOT NULL AS extra,
                           t.quantity, coalesce(p.factor, 0)::float8 AS factor,
                           t.quantity * coalesce(p.factor, 0)::float8 AS converted,
                           (%(done)s) AND t.handed_to_id IS NULL
                               AND NOT coalesce(t.is_carried, FALSE) AS done,
                           greatest(0, coalesce(t.sent_back_count, 0)
                               + CASE WHEN t.quality = 'poor' THEN 1 ELSE 0 END
                               - coalesce(t.excused_fails, 0)) AS fails,
                           greatest(0, coalesce(t.missed_deadlines, 0)
                               + CASE WHEN t.is_late THEN 1 ELSE 0 END
                               - coalesce(t.excused_delays, 0)) AS delays,
                           t.excuse AS excused,
                           CASE
                             WHEN t.is_carried AND EXISTS (
                                 SELECT 1 FROM ward_task n
                                  WHERE n.carried_from_id = t.id
                                    AND n.deadline < %(stop)s) THEN 'carried'
                             WHEN parent.product_id IS NOT NULL THEN 'step'
                             WHEN t.review_state NOT IN ('kept', 'adjusted')
                                 THEN 'not_reviewed'
                             WHEN p.id IS NULL THEN 'no_item'
                             WHEN p.state <> 'decided' THEN p.state
                             WHEN p.valid_from > (t.deadline AT TIME ZONE 'UTC'
                                     AT TIME ZONE %(zone)s)::date
                               OR p.valid_to < (t.deadline AT TIME ZONE 'UTC'
                                     AT TIME ZONE %(zone)s)::date
                                 THEN 'not_in_force'
                           END AS reason
                      FROM ward_evaluation e
                      JOIN ward_task t ON t.employee_id = e.employee_id
                       AND t.deadline >= %(start)s AND t.deadline < %(stop)s
                       AND t.review_state <> 'stopped'
                      LEFT JOIN ward_product p ON p.id = t.product_id
                      LEFT JOIN ward_task parent ON parent.id = t.parent_id
                     WHERE e.id IN %(sheets)s
                  ) c
              ) w
                """,
                uid=self.env.uid,
                quality=rule.quality_penalty / 100.0,
                progress=rule.progress_penalty / 100.0,
                done=done,
                start=start,
                stop=stop,
                zone=cycle.company_id.ward_tz or "Asia/Ho_Chi_Minh",
                sheets=tuple(sheets.ids) or (0,),
            )
        )
        self.invalidate_model()
        sheets.invalidate_recordset(["work_ids"])
