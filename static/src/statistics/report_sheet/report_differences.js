import {Component, useState} from "@odoo/owl";
import {formatFloat} from "@web/core/utils/numbers";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";

/**
 * What would be counted today and was not: asked for, since it counts everything anew.
 */
export class WardReportDifferences extends Component {
    static template = "ward_office.ReportDifferences";
    static props = {...standardWidgetProps};

    setup() {
        this.orm = useService("orm");
        this.state = useState({rows: null});
    }

    async load() {
        this.state.rows = await this.orm.call("ward.form.report", "get_differences", [
            [this.props.record.resId],
        ]);
    }

    format(value) {
        return value === null
            ? "–"
            : formatFloat(value, {digits: [0, 3], trailingZeros: false});
    }
}

registry.category("view_widgets").add("ward_report_differences", {
    component: WardReportDifferences,
});
