import {Component, useState} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {formatFloat} from "@web/core/utils/numbers";
import {registry} from "@web/core/registry";
import {KeepLast} from "@web/core/utils/concurrency";
import {useService} from "@web/core/utils/hooks";
import {useRecordObserver} from "@web/model/relational_model/utils";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";

/**
 * The forms of a statutory report as tables: laid out as in the circular, or column by
 * column with the figures of other periods (which a phone shows first). A figure opens
 * its records; in correcting mode it opens the dialog of the cell.
 */
export class WardReportSheet extends Component {
    static template = "ward_office.ReportSheet";
    static props = {...standardWidgetProps};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.ui = useService("ui");
        this.keepLast = new KeepLast();
        this.state = useState({
            sheet: null,
            formId: false,
            asList: this.ui.isSmall,
            compares: this.ui.isSmall,
            corrects: false,
            line: 0,
        });
        useRecordObserver((record) => {
            // what a step on the report changes
            const {state, computed_at: computedAt} = record.data;
            return this.load(record.resId, state, computedAt);
        });
    }

    async load(resId = this.props.record.resId) {
        if (!resId) {
            this.state.sheet = null;
            return;
        }
        const sheet = await this.keepLast.add(
            this.orm.call("ward.form.report", "get_sheet", [
                [resId],
                this.state.formId,
                this.state.compares,
            ]),
        );
        this.state.sheet = sheet;
        this.state.formId = sheet.form_id;
        this.state.line = Math.min(
            this.state.line,
            Math.max(sheet.lines.length - 1, 0),
        );
        if (!sheet.can_prepare) {
            this.state.corrects = false;
        }
    }

    // ------------------------------------------------------------------
    // What is shown
    // ------------------------------------------------------------------

    get lines() {
        return this.state.sheet.lines;
    }

    get notes() {
        return this.lines.filter((line) => line.note);
    }

    /** Named unlike the lines the templates loop over: a getter would hide those. */
    get chosenLine() {
        return this.lines[this.state.line];
    }

    format(value) {
        if (value === null || value === undefined) {
            return "";
        }
        return formatFloat(value, {digits: [0, 3], trailingZeros: false});
    }

    change(cell, which) {
        const before = cell[which];
        if (before === null || before === undefined || cell.value === null) {
            return "";
        }
        const change = cell.value - before;
        return (change > 0 ? "+" : "") + this.format(change);
    }

    title(cell) {
        if (cell.corrected) {
            return _t("Corrected; counted: %s", this.format(cell.counted));
        }
        return cell.from || "";
    }

    isCorrectable(line, column) {
        return (
            this.state.corrects &&
            line.row_id &&
            line.origin !== "sent" &&
            column.corrects
        );
    }

    isOpen(line, column) {
        if (this.isCorrectable(line, column)) {
            return true;
        }
        return column.opens && line.opens;
    }

    // ------------------------------------------------------------------
    // What the user does
    // ------------------------------------------------------------------

    show(formId) {
        this.state.formId = formId;
        this.state.line = 0;
        return this.load();
    }

    onForm(ev) {
        return this.show(parseInt(ev.target.value));
    }

    onLine(ev) {
        this.state.line = parseInt(ev.target.value);
    }

    toggleList() {
        this.state.asList = !this.state.asList;
    }

    toggleComparison() {
        this.state.compares = !this.state.compares;
        if (this.state.compares) {
            this.state.asList = true;
        }
        return this.load();
    }

    toggleCorrecting() {
        this.state.corrects = !this.state.corrects;
    }

    async onCell(line, column) {
        const {record} = this.props;
        if (this.isCorrectable(line, column)) {
            await this.action.doAction("ward_office.ward_report_cell_action", {
                additionalContext: {
                    default_row_id: line.row_id,
                    default_number: column.number,
                },
                // Not waited for: of two loads only the last one ever ends, and the
                // dialog would stay open for the other.
                onClose: () => {
                    record.load().then(() => this.load());
                },
            });
        } else if (this.isOpen(line, column)) {
            const action = await this.orm.call("ward.form.report", "action_open_cell", [
                [record.resId],
                line.row_id,
                column.number,
                this.state.formId,
                line.branch_id,
                line.indicator_id,
            ]);
            await this.action.doAction(action);
        }
    }
}

registry.category("view_widgets").add("ward_report_sheet", {
    component: WardReportSheet,
});
