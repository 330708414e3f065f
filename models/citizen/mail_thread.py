import logging

from odoo import api, models

_logger = logging.getLogger(__name__)

# Headers by which a program says that no person wrote (RFC 3834 and usage).
MARKS = (
    "X-Autoreply",
    "X-Autorespond",
    "X-Auto-Reply-From",
    "List-Id",
    "List-Unsubscribe",
)
PRECEDENCES = {"bulk", "junk", "list", "auto_reply"}


class MailThread(models.AbstractModel):
    """The gateway: what a program sent becomes no petition and answers none."""

    _inherit = "mail.thread"

    @api.model
    def _ward_is_automatic(self, message):
        """Return whether a program sent ``message``: absence, a list, a bounce."""
        auto = (message.get("Auto-Submitted") or "no").split(";")[0].strip().lower()
        precedence = (message.get("Precedence") or "").strip().lower()
        sender = (message.get("Return-Path") or "x").strip()
        return (
            auto != "no"
            or precedence in PRECEDENCES
            or sender == "<>"
            or any(message.get(name) for name in MARKS)
        )

    @api.model
    def message_route(
        self, message, message_dict, model=None, thread_id=None, custom_values=None
    ):
        """Drop the routes to citizens' matters of a mail that a program sent."""
        routes = super().message_route(
            message, message_dict, model, thread_id, custom_values
        )
        if not routes or not self._ward_is_automatic(message):
            return routes
        kept = [
            route
            for route in routes
            if not getattr(self.env.get(route[0]), "_ward_checks_files", False)
        ]
        if len(kept) < len(routes):
            _logger.info(
                "automatic mail with Message-Id %s ignored", message_dict["message_id"]
            )
        return kept
