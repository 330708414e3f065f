import {registry} from "@web/core/registry";

/** Print the report in `params`, then go on to its next action. */
async function printThen(env, {params}) {
    await env.services.action.doAction(params.report);
    return params.next;
}

registry.category("actions").add("ward_office.print_then", printThen);
