from collections import defaultdict

from markupsafe import Markup

from odoo import fields, models


class WardTellMixin(models.AbstractModel):
    """Telling many people about many records in a fixed number of queries.

    ``message_post`` costs some twenty queries a record, too many where a leader
    approves a thousand plans at once.
    """

    _name = "ward.tell.mixin"
    _description = "Batch Notification"

    def _tell(self, user_field, make_text):
        """Tell the user in ``user_field`` of each record what ``make_text`` returns.

        ``make_text(record)`` gets the record in the user's language. In the inbox or
        by mail, as the user has chosen; nobody is told of his own deed.
        """
        # sudo: preferences and addresses of colleagues, and messages in their inbox
        records = self.sudo().filtered(
            lambda record: record[user_field] and record[user_field] != self.env.user
        )
        by_lang = defaultdict(self.browse)
        for record in records:
            by_lang[record[user_field].lang] |= record
        texts = {
            record.id: make_text(record)
            for lang, group in by_lang.items()
            for record in group.with_env(self.env).sudo().with_context(lang=lang)
        }
        author = self.env.user.partner_id
        note = self.env.ref("mail.mt_note").id
        messages = records.env["mail.message"].create(
            [
                {
                    "model": record._name,
                    "res_id": record.id,
                    "message_type": "user_notification",
                    "subtype_id": note,
                    "author_id": author.id,
                    "email_from": author.email_formatted,
                    # else looked up anew for each message
                    "reply_to": author.email_formatted,
                    "subject": texts[record.id],
                    "body": Markup("<p>%s</p>") % texts[record.id],
                    "partner_ids": record[user_field].partner_id.ids,
                }
                for record in records
            ]
        )
        notifications, mails = [], []
        for record, message in zip(records, messages, strict=True):
            user = record[user_field]
            by_mail = user.notification_type == "email" and user.email
            notifications.append(
                {
                    "mail_message_id": message.id,
                    "res_partner_id": user.partner_id.id,
                    "author_id": author.id,
                    "notification_type": "email" if by_mail else "inbox",
                    "notification_status": "ready" if by_mail else "sent",
                }
            )
            if by_mail:
                mails.append(
                    {
                        "mail_message_id": message.id,
                        "body_html": message.body,
                        "recipient_ids": user.partner_id.ids,
                        "is_notification": True,
                    }
                )
        records.env["mail.mail"].create(mails)
        records.env["mail.notification"].create(notifications)
        return messages

    def _schedule(self, activity_type, user_field, deadline=None):
        """Create an activity on each record for the user in ``user_field``.

        ``deadline`` is a date, today where none is given.
        """
        kind = self.env.ref(activity_type)
        model = self.env["ir.model"]._get_id(self._name)
        # Told by `_tell`, in one batch, rather than by one mail an activity.
        self.env["mail.activity"].with_context(mail_activity_quick_update=True).create(
            [
                {
                    "activity_type_id": kind.id,
                    "res_model_id": model,
                    "res_id": record.id,
                    "user_id": record[user_field].id,
                    "automated": True,
                    "date_deadline": deadline or fields.Date.context_today(self),
                }
                for record in self
            ]
        )

    def _remind(self, activity_type, user_field, make_text, deadline=None):
        self._schedule(activity_type, user_field, deadline)
        self._tell(user_field, make_text)
