import {Component, onMounted, useRef, useState} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {KeepLast} from "@web/core/utils/concurrency";
import {useService} from "@web/core/utils/hooks";
import {formatFloat} from "@web/views/fields/formatters";
import {useSetupAction} from "@web/search/action_hook";
import {Layout} from "@web/search/layout";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";

import {FigureBars} from "./figure_bars";
import {FigureChart} from "./figure_chart";

const SHOWN_UNITS = 15;
const MILLION = 1000000;
const COLORS = {
    receptions: "#F4A261",
    petitions: "#3188E6",
    opened: "#8481DD",
    decided: "#00A78D",
    in_time: "#00A78D",
    late: "#CE4257",
    open: "#A5CDF2",
    right: "#00A78D",
    partly: "#8481DD",
    wrong: "#F4A261",
    upheld: "#5752D1",
    changed: "#43C5B1",
    answered: "#3188E6",
    stopped: "#A4A8B6",
    accept: "#00A78D",
    refuse: "#EA6175",
    guide: "#3188E6",
    forward: "#8481DD",
    return: "#F4A261",
    file: "#7E8290",
    withdrawn: "#A4A8B6",
    cases: "#8481DD",
    orders: "#CE4257",
};

/**
 * Figures for the head and the inspector, each the way to its records. All of them come
 * from `ward.figures`; only percentages are computed here.
 */
export class WardFigures extends Component {
    static template = "ward_office.Figures";
    static components = {Layout, FigureBars, FigureChart};
    static props = {...standardActionServiceProps};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.rootRef = useRef("root");
        this.keepLast = new KeepLast();
        this.state = useState({
            data: null,
            filters: {
                period: "quarter",
                offset: 0,
                unit: false,
                ...this.props.state?.filters,
            },
            isLoading: false,
            hasFailed: false,
            showsAllUnits: false,
        });
        useSetupAction({
            rootRef: this.rootRef,
            getLocalState: () => ({filters: {...this.state.filters}}),
        });
        onMounted(() => this.load());
    }

    // ------------------------------------------------------------------
    // Loading
    // ------------------------------------------------------------------

    async load() {
        this.state.isLoading = true;
        try {
            this.state.data = await this.keepLast.add(
                this.orm.call("ward.figures", "get_data", [{...this.state.filters}]),
            );
            this.state.hasFailed = false;
        } catch (error) {
            this.state.hasFailed = true;
            throw error;
        } finally {
            this.state.isLoading = false;
        }
    }

    setPeriod(period) {
        Object.assign(this.state.filters, {period, offset: 0});
        return this.load();
    }

    move(step) {
        this.state.filters.offset = Math.min(0, this.state.filters.offset + step);
        return this.load();
    }

    setUnit(unit) {
        this.state.filters.unit = unit || false;
        return this.load();
    }

    // ------------------------------------------------------------------
    // What is shown
    // ------------------------------------------------------------------

    get data() {
        return this.state.data;
    }

    get periods() {
        return [
            {key: "month", label: _t("Month")},
            {key: "quarter", label: _t("Quarter")},
            {key: "year", label: _t("Year")},
        ];
    }

    get tiles() {
        const {receptions, petitions, processed, opened, decided} = this.data.series;
        const {orders, cases} = this.data.now;
        return [
            {
                key: "receptions",
                label: _t("Receptions"),
                value: receptions.total,
                before: receptions.before,
                note: _t("%(people)s people, %(crowds)s crowds", {
                    people: receptions.extra,
                    crowds: receptions.crowds,
                }),
            },
            {
                key: "petitions",
                label: _t("Petitions received"),
                value: petitions.total,
                before: petitions.before,
                note: _t("%(count)s processed, %(share)s in time", {
                    count: processed.total,
                    share: this.share(processed),
                }),
            },
            {
                key: "opened",
                label: _t("Cases accepted"),
                value: opened.total,
                before: opened.before,
                note: _t("%s in hand now", cases.open),
            },
            {
                key: "decided",
                label: _t("Settled in time"),
                value: this.share(decided),
                note: _t("%(good)s of %(total)s cases settled", {
                    good: decided.total - decided.total_late,
                    total: decided.total,
                }),
                alarm: decided.total_late ? "text-danger" : "",
            },
            {
                key: "orders",
                label: _t("Orders not carried out"),
                value: orders.open,
                note: _t("%(late)s overdue, %(money)s million VND to recover", {
                    late: orders.late,
                    money: formatFloat(
                        Math.max(0, orders.money - orders.paid) / MILLION,
                        {digits: [16, 1], trailingZeros: false},
                    ),
                }),
                alarm: orders.late ? "text-danger" : "",
            },
        ];
    }

    share({total, total_late}) {
        return total ? `${Math.round((100 * (total - total_late)) / total)} %` : "–";
    }

    unitShare([total, late]) {
        return this.share({total, total_late: late});
    }

    beforeLabel(tile) {
        return _t("%(period)s: %(value)s", {
            period: this.data.period.before,
            value: tile.before,
        });
    }

    tileLabel({label, value, note}) {
        return _t("%(label)s: %(value)s (%(note)s). Open them.", {label, value, note});
    }

    get nowRows() {
        return [
            {key: "receptions", label: _t("Receptions to answer")},
            {key: "petitions", label: _t("Petitions")},
            {key: "cases", label: _t("Cases")},
            {key: "orders", label: _t("Orders")},
        ];
    }

    get nowColumns() {
        return [
            {key: "late", label: _t("Overdue"), alarm: "text-danger"},
            {key: "soon", label: _t("Soon due"), alarm: "text-warning-emphasis"},
            {key: "open", label: _t("In hand"), alarm: ""},
        ];
    }

    nowLabel(row, column) {
        return _t("%(row)s, %(part)s: %(value)s. Open them.", {
            row: row.label,
            part: column.label,
            value: this.data.now[row.key][column.key],
        });
    }

    lateLabel(days) {
        return days === 1 ? _t("1 day late") : _t("%s days late", days);
    }

    get trend() {
        const labels = {
            receptions: _t("Receptions"),
            petitions: _t("Petitions received"),
            opened: _t("Cases accepted"),
            decided: _t("Cases settled"),
        };
        return Object.entries(labels).map(([key, label]) => ({
            key,
            label,
            color: COLORS[key],
            values: this.data.series[key].values,
        }));
    }

    get punctuality() {
        const {values, late} = this.data.series.decided;
        return [
            {
                key: "in_time",
                label: _t("In time"),
                color: COLORS.in_time,
                values: values.map((value, index) => value - late[index]),
            },
            {key: "late", label: _t("Late"), color: COLORS.late, values: late},
        ];
    }

    get monthLabels() {
        return this.data.months.map((month) => month.label);
    }

    chartProps(datasets) {
        return datasets.map(({label, color, values}) => ({label, color, values}));
    }

    sum(values) {
        return values.reduce((total, value) => total + value, 0);
    }

    colored(segments) {
        return segments.map((segment) => ({...segment, color: COLORS[segment.key]}));
    }

    get unitRows() {
        const {series, now} = this.data;
        const rows = this.data.units.map(({id, name}) => {
            const at = (key) => series[key].by_unit[id] || [0, 0];
            const standing = (key) => now[key].by_unit[id] || [0, 0, 0];
            return {
                id,
                name,
                cells: [
                    {key: "receptions", value: at("receptions")[0]},
                    {key: "petitions", value: at("petitions")[0]},
                    {key: "opened", value: at("opened")[0]},
                    {key: "decided", value: at("decided")[0]},
                    {
                        key: "late",
                        value: this.unitShare(at("decided")),
                        alarm: at("decided")[1] ? "text-danger" : "",
                    },
                    {
                        key: "overdue_petitions",
                        value: standing("petitions")[2],
                        alarm: "text-danger",
                    },
                    {
                        key: "overdue_cases",
                        value: standing("cases")[2],
                        alarm: "text-danger",
                    },
                    {
                        key: "orders",
                        value: standing("orders")[0],
                        alarm: standing("orders")[2] ? "text-danger" : "",
                    },
                ],
            };
        });
        return this.state.showsAllUnits ? rows : rows.slice(0, SHOWN_UNITS);
    }

    get unitColumns() {
        return {
            receptions: _t("Receptions"),
            petitions: _t("Petitions received"),
            opened: _t("Cases accepted"),
            decided: _t("Cases settled"),
            late: _t("Settled in time"),
            overdue_petitions: _t("Overdue petitions"),
            overdue_cases: _t("Overdue cases"),
            orders: _t("Orders not carried out"),
        };
    }

    get hiddenUnitsLabel() {
        return _t("and %s more", this.data.units.length - this.unitRows.length);
    }

    get lateSegments() {
        return [
            {key: "petitions", label: _t("Petitions"), color: COLORS.petitions},
            {key: "cases", label: _t("Cases"), color: COLORS.cases},
            {key: "orders", label: _t("Orders"), color: COLORS.orders},
        ];
    }

    /** What is overdue by unit, the worst first. */
    get lateUnits() {
        const {units, now} = this.data;
        return units
            .map(({id, name}) => ({
                key: id,
                label: name,
                values: this.lateSegments.map(
                    ({key}) => (now[key].by_unit[id] || [0, 0, 0])[2],
                ),
            }))
            .filter(({values}) => this.sum(values))
            .sort((a, b) => this.sum(b.values) - this.sum(a.values));
    }

    // ------------------------------------------------------------------
    // The records behind
    // ------------------------------------------------------------------

    openRecords(name, model, domain) {
        const types = ["list", "kanban", "form", "pivot", "graph"];
        return this.action.doAction({
            type: "ir.actions.act_window",
            name,
            res_model: model,
            views: types.map((type) => [false, type]),
            mobile_view_mode: "kanban",
            domain,
            context: {create: false},
        });
    }

    openRow(row) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: row.model,
            res_id: row.id,
            views: [[false, "form"]],
        });
    }

    /** Open what `key` counts between two days. */
    openSeries(key, name, {from, to}, extra = []) {
        const {model, field, domain} = this.data.series[key];
        return this.openRecords(name, model, [
            ...domain,
            [field, ">=", from],
            [field, "<=", to],
            ...extra,
        ]);
    }

    openNow(key, part, name, extra = []) {
        const {model, domains} = this.data.now[key];
        return this.openRecords(name, model, [...domains[part], ...extra]);
    }

    openTile({key, label}) {
        return key === "orders"
            ? this.openNow("orders", "open", label)
            : this.openSeries(key, label, this.data.period);
    }

    get shownMonths() {
        const {months} = this.data;
        return {from: months[0].from, to: months[months.length - 1].to};
    }

    openTrend(position, index) {
        const {key, label} = this.trend[position];
        const span = index === undefined ? this.shownMonths : this.data.months[index];
        return this.openSeries(key, label, span);
    }

    openPunctuality(position, index) {
        const {key, label} = this.punctuality[position];
        const late = this.data.series.decided.late_domain;
        const span = index === undefined ? this.shownMonths : this.data.months[index];
        return this.openSeries(
            "decided",
            _t("Cases settled: %s", label),
            span,
            key === "late" ? late : ["!", ...late],
        );
    }

    openGroup(groups, row, segment) {
        const names = [row?.label, segment?.label].filter(Boolean);
        return this.openRecords(names.join(", "), groups.model, [
            ...groups.domain,
            ...(row ? [[groups.field, "=", row.key]] : []),
            ...(segment ? segment.domain : []),
        ]);
    }

    openLateUnit(row, segment) {
        const unit = row ? [["company_id", "=", row.key]] : [];
        const names = [row?.label, _t("Overdue"), segment.label].filter(Boolean);
        return this.openNow(segment.key, "late", names.join(", "), unit);
    }

    openUnitCell({id, name}, {key}) {
        const unit = [["company_id", "=", id]];
        const label = `${name}, ${this.unitColumns[key]}`;
        if (key === "overdue_petitions" || key === "overdue_cases") {
            return this.openNow(key.slice("overdue_".length), "late", label, unit);
        }
        if (key === "orders") {
            return this.openNow("orders", "open", label, unit);
        }
        return this.openSeries(
            key === "late" ? "decided" : key,
            label,
            this.data.period,
            unit,
        );
    }
}

registry.category("actions").add("ward_office.figures", WardFigures);
