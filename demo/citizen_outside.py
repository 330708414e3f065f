"""A citizen who follows his petition with a login, and the first national export."""

from .citizen_protected import CLERK

LOGIN = "congdan"


def load_outside(citizens, encrypt):
    """Give one citizen a login; ``citizens`` is the loader, ``encrypt`` hashes."""
    env, unit = citizens.env, citizens.unit
    petition = env["ward.petition"].search(
        [
            ("company_id", "=", unit.id),
            ("kind", "=", "complaint"),
            ("case_id.state", "in", ("verifying", "reported")),
            ("citizen_id.identity_number", "!=", False),
        ],
        limit=1,
    )
    citizen = petition.citizen_id
    user = env["res.users"].create(
        {
            "name": citizen.name,
            "login": LOGIN,
            "group_ids": env.ref("base.group_portal").ids,
            "company_id": unit.id,
            "company_ids": unit.ids,
            "lang": "vi_VN",
            "tz": "Asia/Ho_Chi_Minh",
        }
    )
    user._set_encrypted_password(user.id, encrypt(LOGIN))
    citizens.by(CLERK, citizen).action_link_portal(LOGIN, citizen.identity_number)
    citizens.by(CLERK, env["ward.national.export"]).action_export()
