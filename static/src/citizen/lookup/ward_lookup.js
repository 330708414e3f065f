import {Component, onMounted, useRef, useState} from "@odoo/owl";
import {deserializeDate, formatDate} from "@web/core/l10n/dates";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {KeepLast} from "@web/core/utils/concurrency";
import {useService} from "@web/core/utils/hooks";
import {useDebounced} from "@web/core/utils/timing";
import {useSetupAction} from "@web/search/action_hook";
import {Layout} from "@web/search/layout";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";

const TYPING_DELAY = 300;
// The lists behind "All in the list".
const LISTS = {
    "ward.petition": "ward_office.ward_petition_action",
    "ward.case": "ward_office.ward_case_action",
    "ward.reception": "ward_office.ward_reception_action",
};

/** One search over receptions, petitions and cases; `ward.lookup` answers. */
export class WardLookup extends Component {
    static template = "ward_office.Lookup";
    static components = {Layout};
    static props = {...standardActionServiceProps};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.inputRef = useRef("input");
        this.keepLast = new KeepLast();
        this.state = useState({
            text: this.props.state?.text || "",
            groups: null,
            isLoading: false,
            hasFailed: false,
        });
        this.onTyped = useDebounced(this.find.bind(this), TYPING_DELAY);
        useSetupAction({getLocalState: () => ({text: this.state.text})});
        onMounted(() => {
            this.inputRef.el.focus();
            this.find();
        });
    }

    get isEmpty() {
        return this.state.groups?.every((group) => !group.rows.length);
    }

    onInput(ev) {
        this.state.text = ev.target.value;
        this.onTyped();
    }

    onSubmit() {
        this.onTyped.cancel();
        this.find();
    }

    async find() {
        if (!this.state.text.trim()) {
            this.state.groups = null;
            return;
        }
        this.state.isLoading = true;
        try {
            this.state.groups = await this.keepLast.add(
                this.orm.silent.call("ward.lookup", "find", [this.state.text]),
            );
            this.state.hasFailed = false;
        } catch (error) {
            this.state.hasFailed = true;
            throw error;
        } finally {
            this.state.isLoading = false;
        }
    }

    date(text) {
        return text ? formatDate(deserializeDate(text)) : "";
    }

    due(row) {
        return row.due ? _t("due %s", this.date(row.due)) : row.signal_label;
    }

    open(group, row) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: group.model,
            res_id: row.id,
            views: [[false, "form"]],
        });
    }

    openList(group) {
        return this.action.doAction(LISTS[group.model], {
            additionalContext: {
                search_default_search_text: this.state.text,
                search_default_open: 0,
                search_default_today: 0,
            },
            viewType: "list",
        });
    }
}

registry.category("actions").add("ward_office.lookup", WardLookup);
