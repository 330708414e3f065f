import {
    Component,
    onMounted,
    onWillUnmount,
    useExternalListener,
    useRef,
    useState,
} from "@odoo/owl";
import {browser} from "@web/core/browser/browser";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {KeepLast} from "@web/core/utils/concurrency";
import {useService} from "@web/core/utils/hooks";
import {useDebounced} from "@web/core/utils/timing";
import {useSetupAction} from "@web/search/action_hook";
import {Layout} from "@web/search/layout";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";

const REFRESH_DELAY = 60000;
const TYPING_DELAY = 300;
// What a phone shows before it is asked for more.
const SMALL_OVERDUE = 5;
const SHOWN_NAMES = 24;
const SMALL_SHOWN_NAMES = 8;

/**
 * The live board: one look at who does what today, and the way to the records behind
 * every figure. All figures come from `ward.board`; nothing is computed here.
 */
export class WardBoard extends Component {
    static template = "ward_office.Board";
    static components = {Layout};
    static props = {...standardActionServiceProps};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.rootRef = useRef("root");
        this.keepLast = new KeepLast();
        this.state = useState({
            data: null,
            filters: {
                week: 0,
                department: false,
                block: false,
                person: "",
                ...this.props.state?.filters,
            },
            isLoading: false,
            hasFailed: false,
            showsAllNames: false,
        });
        this.onPersonTyped = useDebounced(this.load.bind(this), TYPING_DELAY);
        useSetupAction({
            rootRef: this.rootRef,
            getLocalState: () => ({filters: {...this.state.filters}}),
        });
        useExternalListener(document, "visibilitychange", () =>
            this.refreshIfVisible(),
        );
        onMounted(() => {
            this.load();
            this.timer = browser.setInterval(
                () => this.refreshIfVisible(),
                REFRESH_DELAY / 4,
            );
        });
        onWillUnmount(() => browser.clearInterval(this.timer));
    }

    // ------------------------------------------------------------------
    // Loading
    // ------------------------------------------------------------------

    async load() {
        this.state.isLoading = true;
        this.loadedAt = Date.now();
        try {
            this.state.data = await this.fetch(this.orm);
            this.state.hasFailed = false;
        } catch (error) {
            this.state.hasFailed = true;
            throw error;
        } finally {
            this.state.isLoading = false;
        }
    }

    /** Refresh quietly: a lost connection must not open a dialog every minute. */
    async refreshIfVisible() {
        const isDue = Date.now() - (this.loadedAt || 0) >= REFRESH_DELAY;
        if (document.visibilityState !== "visible" || this.state.isLoading || !isDue) {
            return;
        }
        this.loadedAt = Date.now();
        try {
            this.state.data = await this.fetch(this.orm.silent);
            this.state.hasFailed = false;
        } catch {
            this.state.hasFailed = true;
        }
    }

    fetch(orm) {
        const filters = {...this.state.filters};
        return this.keepLast.add(orm.call("ward.board", "get_data", [filters]));
    }

    setFilter(name, value) {
        this.state.filters[name] = value;
        return this.load();
    }

    onPersonInput(ev) {
        this.state.filters.person = ev.target.value;
        this.onPersonTyped();
    }

    onDepartmentChange(ev) {
        return this.setFilter("department", parseInt(ev.target.value) || false);
    }

    moveWeek(step) {
        return this.setFilter("week", this.state.filters.week + step);
    }

    clearFilters() {
        Object.assign(this.state.filters, {
            department: false,
            block: false,
            person: "",
        });
        return this.load();
    }

    // ------------------------------------------------------------------
    // What is shown
    // ------------------------------------------------------------------

    get data() {
        return this.state.data;
    }

    get isFiltered() {
        const {department, block, person} = this.state.filters;
        return Boolean(department || block || person);
    }

    get tiles() {
        const {plans, tasks, overdue, missing, campaigns} = this.data;
        return [
            {
                key: "plans",
                label: _t("Plans submitted"),
                icon: "fa-calendar-check-o",
                value: plans.count,
                total: plans.total,
            },
            {
                key: "tasks",
                label: _t("Tasks done"),
                icon: "fa-check-square-o",
                value: tasks.count,
                total: tasks.total,
            },
            {
                key: "overdue",
                label: _t("Overdue"),
                icon: "fa-clock-o",
                value: overdue.count,
                alarm: "text-danger",
            },
            {
                key: "missing",
                label: _t("Without plan"),
                icon: "fa-user-times",
                value: missing.length,
                alarm: "text-warning-emphasis",
            },
            {
                key: "campaigns",
                label: _t("Campaigns"),
                icon: "fa-flag",
                value: campaigns.count,
            },
        ];
    }

    get overdueRows() {
        const rows = this.data.overdue.rows;
        return this.env.isSmall ? rows.slice(0, SMALL_OVERDUE) : rows;
    }

    get shownNames() {
        const limit = this.env.isSmall ? SMALL_SHOWN_NAMES : SHOWN_NAMES;
        const names = this.data.missing;
        return this.state.showsAllNames || names.length <= limit + 1
            ? names
            : names.slice(0, limit);
    }

    get missingTitle() {
        const {label, due, due_passed} = this.data.week;
        return due_passed
            ? _t("No plan submitted for %s", label)
            : _t("No plan submitted yet for %(week)s, due %(due)s", {week: label, due});
    }

    get hiddenNamesLabel() {
        return _t("and %s more", this.data.missing.length - this.shownNames.length);
    }

    get timeLabel() {
        return this.state.hasFailed
            ? _t("No connection; as of %s", this.data.time)
            : _t("As of %s", this.data.time);
    }

    get peopleCount() {
        return this.data.departments.reduce(
            (sum, group) => sum + group.people.length,
            0,
        );
    }

    lateLabel(days) {
        if (days < 1) {
            return _t("late today");
        }
        return days === 1 ? _t("1 day late") : _t("%s days late", days);
    }

    activityLabel({kind, when}) {
        return {
            now: _t("Now, %s", when),
            next: _t("Next, %s", when),
            doing: _t("Under way, due %s", when),
            todo: _t("To do, due %s", when),
        }[kind];
    }

    activityClass({kind, is_late}) {
        if (kind === "now") {
            return "text-success fw-bold";
        }
        return is_late ? "text-danger" : "text-muted";
    }

    allLabel(count) {
        return _t("All %s", count);
    }

    doneLabel(person) {
        return _t("%(done)s/%(total)s tasks done", person);
    }

    overdueLabel(person) {
        return _t("%s overdue", person.overdue);
    }

    targetsLabel(campaign) {
        return _t("%(done)s/%(total)s targets, due %(deadline)s, %(owner)s", campaign);
    }

    missedLabel(campaign) {
        return _t("%s missed", campaign.failed);
    }

    idleLabel(person) {
        if (!person.plan_id) {
            return _t("No plan for %s.", this.data.week.label);
        }
        return person.total
            ? _t("All tasks are done.")
            : _t("The plan holds no task yet.");
    }

    stateClass(person) {
        return (
            {
                approved: "text-bg-success",
                submitted: "text-bg-info",
                returned: "text-bg-warning",
            }[person.state] || "text-bg-secondary"
        );
    }

    barLabel(person) {
        return _t(
            "%(name)s: %(progress)s %, %(done)s of %(total)s tasks done. Open them.",
            person,
        );
    }

    campaignLabel(campaign) {
        return _t(
            "%(name)s: %(done)s of %(total)s targets reached. Open the tasks.",
            campaign,
        );
    }

    tileLabel({label, value, total}) {
        return total === undefined
            ? _t("%(label)s: %(value)s. Open them.", {label, value})
            : _t("%(label)s: %(value)s of %(total)s. Open them.", {
                  label,
                  value,
                  total,
              });
    }

    // ------------------------------------------------------------------
    // The records behind
    // ------------------------------------------------------------------

    openRecords(name, model, domain) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            name,
            res_model: model,
            views: [
                [false, "list"],
                [false, "kanban"],
                [false, "form"],
            ],
            mobile_view_mode: "kanban",
            domain,
            context: {create: false},
        });
    }

    openRecord(model, id) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: model,
            res_id: id,
            views: [[false, "form"]],
        });
    }

    openTile({key, label}) {
        const model = {
            plans: "ward.plan",
            tasks: "ward.task",
            overdue: "ward.task",
            missing: "hr.employee.public",
            campaigns: "ward.campaign",
        }[key];
        return this.openRecords(label, model, this.data.domains[key]);
    }

    openPersonTasks(person, key = "tasks") {
        const name = key === "overdue" ? _t("Overdue: %s", person.name) : person.name;
        return this.openRecords(name, "ward.task", [
            ...this.data.domains[key],
            ["employee_id", "=", person.id],
        ]);
    }

    openCampaignTasks(campaign) {
        return this.openRecords(campaign.name, "ward.task", [
            ["campaign_target_id.campaign_id", "=", campaign.id],
        ]);
    }

    /** The person's plan where there is one, else whom to call about it. */
    openPerson(person) {
        return person.plan_id
            ? this.openRecord("ward.plan", person.plan_id)
            : this.openRecord("hr.employee.public", person.id);
    }

    openCalendar() {
        return this.action.doAction("ward_office.ward_task_slot_action");
    }
}

registry.category("actions").add("ward_office.board", WardBoard);
