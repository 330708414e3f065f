from odoo import api, models
from odoo.exceptions import AccessError


class WardGuardedMixin(models.AbstractModel):
    """Facts that only named methods may write.

    A read-only field (``state``, reviewers, time stamps, stored computes) is read-only
    on the server too: a plain ``create`` or ``write`` of it is refused, whoever sends
    it (RPC, import, kanban drag) and whatever the context says. Business methods check
    role and state themselves and then use :meth:`_create_guarded` and
    :meth:`_write_guarded`.
    """

    _name = "ward.guarded.mixin"
    _description = "Facts Written by Methods Only"

    @api.model
    def _guarded_fields(self):
        """Return the stored fields a plain write must not touch: the read-only ones."""
        return {
            name
            for name, field in self._fields.items()
            if field.store and field.readonly and name not in models.MAGIC_COLUMNS
        }

    def _check_guarded(self, names):
        refused = sorted(self._guarded_fields().intersection(names))
        if refused and not self.env.su:
            labels = ", ".join(
                self._fields[n]._description_string(self.env) for n in refused
            )
            raise AccessError(
                self.env._(
                    "“%(fields)s” cannot be written directly; "
                    "use the buttons of the form.",
                    fields=labels,
                )
            )

    def _without_guarded_defaults(self):
        """Return the model without ``default_…`` keys for guarded fields.

        A default in the context would reach the same columns by the back door.
        """
        doors = {f"default_{name}" for name in self._guarded_fields()}
        if self.env.su or not doors & self.env.context.keys():
            return self
        context = {k: v for k, v in self.env.context.items() if k not in doors}
        return self.with_context(context)  # pylint: disable=context-overridden

    def _check_guarded_create(self, vals_list):
        self._check_guarded({name for vals in vals_list for name in vals})

    @api.model_create_multi
    def create(self, vals_list):
        self._check_guarded_create(vals_list)
        return super(WardGuardedMixin, self._without_guarded_defaults()).create(
            vals_list
        )

    def write(self, vals):
        self._check_guarded(vals)
        return super().write(vals)

    def _create_guarded(self, vals_list):
        """Create records with facts; callers have checked role and state."""
        model = self._without_guarded_defaults()
        # pylint: disable=super-method-mismatch
        return super(WardGuardedMixin, model).create(vals_list)

    def _write_guarded(self, vals):
        """Write facts; callers have checked role and state."""
        return super().write(vals)  # pylint: disable=super-method-mismatch
