import {Component, useState} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";

const SHOWN = 8;

/** Bars of rows cut into parts; every row and every part opens its records. */
export class FigureBars extends Component {
    static template = "ward_office.FigureBars";
    static props = {
        rows: {
            type: Array,
            element: {
                type: Object,
                shape: {
                    key: [String, Number, Boolean],
                    label: String,
                    values: Array,
                    "*": true,
                },
            },
        },
        segments: {
            type: Array,
            element: {
                type: Object,
                shape: {key: String, label: String, color: String, "*": true},
            },
        },
        // (row, segment), either may be missing
        onPick: Function,
        // A row whose parts are of several models cannot be opened as a whole.
        opensRows: {type: Boolean, optional: true},
    };
    static defaultProps = {opensRows: true};

    setup() {
        this.state = useState({showsAll: false});
    }

    sum(values) {
        return values.reduce((total, value) => total + value, 0);
    }

    get longest() {
        return Math.max(1, ...this.props.rows.map((row) => this.sum(row.values)));
    }

    get rows() {
        const {rows} = this.props;
        return this.state.showsAll || rows.length <= SHOWN + 1
            ? rows
            : rows.slice(0, SHOWN);
    }

    get hiddenLabel() {
        return _t("and %s more", this.props.rows.length - this.rows.length);
    }

    totalOf(position) {
        return this.sum(this.props.rows.map((row) => row.values[position]));
    }

    width(value) {
        return `width: ${(100 * value) / this.longest}%`;
    }

    partLabel(row, segment, value) {
        return _t("%(row)s, %(part)s: %(value)s. Open them.", {
            row: row.label,
            part: segment.label,
            value,
        });
    }
}
