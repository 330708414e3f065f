"""Install and uninstall hooks."""


def post_init_hook(env):
    """Fill the demo ward when the module is installed with demo data."""
    if env.ref("base.module_ward_office").demo:
        from .demo.load import load_demo

        load_demo(env)


def uninstall_hook(env):
    """Remove what the ORM leaves behind: activities and messages of our models."""
    models = env["ir.model"].search([("model", "=like", "ward.%")]).mapped("model")
    env["mail.activity"].search([("res_model", "in", models)]).unlink()
    env["mail.message"].search([("model", "in", models)]).unlink()
    env["mail.followers"].search([("res_model", "in", models)]).unlink()
    env["ir.attachment"].search([("res_model", "in", models)]).unlink()
