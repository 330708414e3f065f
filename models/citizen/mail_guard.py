"""Messages, activities and attachments of a denunciation hold no name either."""

from odoo import api, models

MASKED = (
    "ward.petition",
    "ward.case",
    "ward.reception",
    "ward.document",
    "ward.identity.request",
)
VAULTED = ("ward.petition", "ward.reception")
PUT_AWAY = "ward_office.put_away"


class WardMaskedMixin(models.AbstractModel):
    _inherit = "ward.masked.mixin"

    @api.model
    def _mask_about(self, vals_list, id_field="res_id", names=("body", "subject")):
        """Mask the texts ``names`` of values that name a matter by model and id."""
        ids = {}
        for vals in vals_list:
            if vals.get("model") in MASKED and any(vals.get(name) for name in names):
                ids.setdefault(vals["model"], []).append(vals.get(id_field))
        if not ids:
            return vals_list
        # sudo: kinds only, and texts are compared
        secret = {
            model: self.env[model]
            .sudo()
            .browse(filter(None, numbers))
            .filtered(lambda r: any(r._own_matters_denounced()))
            for model, numbers in ids.items()
        }
        result = []
        for vals in vals_list:
            records = secret.get(vals.get("model"), self.browse())
            mine = records.filtered(lambda r, v=vals: r.id == v.get(id_field))
            result.append(
                self._mask(vals, mine._own_matters(), names) if mine else vals
            )
        return result


class MailMessage(models.Model):
    _inherit = "mail.message"

    @api.model_create_multi
    def create(self, vals_list):
        return super().create(self.env["ward.masked.mixin"]._mask_about(vals_list))

    def write(self, vals):
        if vals.get("body") or vals.get("subject"):
            for message in self.filtered(lambda m: m.model in MASKED):
                about = {"model": message.model, "res_id": message.res_id}
                [vals] = self.env["ward.masked.mixin"]._mask_about([vals | about])
                vals = {k: v for k, v in vals.items() if k not in about}
        return super().write(vals)


class MailActivity(models.Model):
    _inherit = "mail.activity"

    def _ward_masked(self, vals):
        """Mask the texts of an activity on a matter."""
        names = [n for n in ("summary", "note", "feedback") if vals.get(n)]
        if not names:
            return vals
        for activity in self or [None]:
            model = activity.res_model if activity else vals.get("res_model")
            if not activity and not model:
                # sudo: the model's name
                kind = self.env["ir.model"].sudo().browse(vals.get("res_model_id"))
                model = kind.model
            about = {
                "model": model,
                "res_id": activity.res_id if activity else vals.get("res_id"),
            }
            probe = {name: vals[name] for name in names} | about
            [probe] = self.env["ward.masked.mixin"]._mask_about([probe], names=names)
            vals = vals | {name: probe[name] for name in names}
        return vals

    @api.model_create_multi
    def create(self, vals_list):
        none = self.browse()
        return super().create([none._ward_masked(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._ward_masked(vals))

    def _action_done(self, feedback=False, attachment_ids=None):
        feedback = self._ward_masked({"feedback": feedback})["feedback"]
        return super()._action_done(feedback=feedback, attachment_ids=attachment_ids)


class MailScheduledMessage(models.Model):
    _inherit = "mail.scheduled.message"

    @api.model_create_multi
    def create(self, vals_list):
        return super().create(self.env["ward.masked.mixin"]._mask_about(vals_list))


class MailComposeMessage(models.TransientModel):
    _inherit = "mail.compose.message"

    def _ward_masked(self, vals):
        model = vals.get("model") or self[:1].model
        ids = str(vals.get("res_ids") or self[:1].res_ids or "").strip("[] ")
        first = ids.split(",")[0].strip()
        if not first.isdigit():
            return vals
        if model in MASKED:
            # who may not read it would learn its names from what is taken out
            self.env[model].browse(int(first)).check_access("read")
        about = {"model": model, "res_id": int(first)}
        [masked] = self.env["ward.masked.mixin"]._mask_about([vals | about])
        return vals | {n: masked[n] for n in ("body", "subject") if n in vals}

    @api.model_create_multi
    def create(self, vals_list):
        none = self.browse()
        return super().create([none._ward_masked(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._ward_masked(vals))


class IrAttachment(models.Model):
    """What is attached to a denunciation is moved to the protected papers.

    The attachment itself stays as an empty note, so that whoever uploaded it sees what
    became of it; name, content and tokens are gone from it.
    """

    _inherit = "ir.attachment"

    def _ward_put_away(self, matter):
        """Move these to the protected papers of ``matter``."""
        loose = self.sudo().filtered(  # sudo: they leave the uploader's hands
            lambda a: a.description != PUT_AWAY and not a.res_field
        )
        if not loose:
            return self
        self.env["ward.identity.file"]._put_away(
            matter,
            [
                (a.name, a.raw if a.type == "binary" else (a.url or "").encode())
                for a in loose
            ],
        )
        loose.write(
            {
                "name": self.env._("Kept with the protected papers"),
                "description": PUT_AWAY,
                "type": "binary",
                "url": False,
                "public": False,
                "access_token": False,
                "mimetype": "text/plain",
                "raw": b"-",
            }
        )
        return loose

    def _ward_of_denunciations(self):
        for model in VAULTED:
            mine = self.filtered(
                lambda a, m=model: a.res_model == m and a.res_id and not a.res_field
            )
            # sudo: kinds only
            matters = self.env[model].sudo().browse(mine.mapped("res_id")).exists()
            for matter in matters.filtered(lambda m: m._is_denounced()):
                mine.filtered(lambda a, m=matter: a.res_id == m.id)._ward_put_away(
                    matter
                )

    @api.model_create_multi
    def create(self, vals_list):
        attachments = super().create(vals_list)
        if any(vals.get("res_model") in VAULTED for vals in vals_list):
            attachments.sudo()._ward_of_denunciations()
        return attachments

    def write(self, vals):
        result = super().write(vals)
        if {"res_model", "res_id", "raw", "datas", "name"} & vals.keys():
            self.sudo().filtered(
                lambda a: a.res_model in VAULTED
            )._ward_of_denunciations()
        return result
