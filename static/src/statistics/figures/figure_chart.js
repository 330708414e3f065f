import {Component, onWillStart, useEffect, useRef} from "@odoo/owl";
import {loadBundle} from "@web/core/assets";
import {cookie} from "@web/core/browser/cookie";
import {getCustomColor} from "@web/core/colors/colors";

/** A graph over months whose points open the records behind them. */
export class FigureChart extends Component {
    static template = "ward_office.FigureChart";
    static props = {
        label: String,
        type: {type: String, optional: true},
        labels: {type: Array, element: String},
        datasets: {
            type: Array,
            element: {
                type: Object,
                shape: {label: String, color: String, values: Array},
            },
        },
        onPick: Function,
    };
    static defaultProps = {type: "bar"};

    setup() {
        this.canvasRef = useRef("canvas");
        onWillStart(() => loadBundle("web.chartjs_lib"));
        useEffect(
            () => {
                const chart = new window.Chart(this.canvasRef.el, this.config);
                return () => chart.destroy();
            },
            () => [JSON.stringify([this.props.labels, this.props.datasets])],
        );
    }

    get config() {
        const scheme = cookie.get("color_scheme");
        const text = getCustomColor(scheme, "#374151", "#E4E4E4");
        const grid = getCustomColor(scheme, "rgba(0,0,0,.08)", "rgba(255,255,255,.12)");
        const isBar = this.props.type === "bar";
        return {
            type: this.props.type,
            data: {
                labels: this.props.labels,
                datasets: this.props.datasets.map(({label, color, values}) => ({
                    label,
                    data: values,
                    backgroundColor: color,
                    borderColor: color,
                    borderWidth: isBar ? 0 : 2,
                    borderRadius: 2,
                    maxBarThickness: 36,
                    pointRadius: 3,
                    pointHitRadius: 14,
                    pointHoverRadius: 6,
                    tension: 0.25,
                })),
            },
            options: {
                animation: false,
                responsive: true,
                maintainAspectRatio: false,
                interaction: {mode: "nearest", intersect: true},
                onClick: (ev, points) => {
                    if (points.length) {
                        this.props.onPick(points[0].datasetIndex, points[0].index);
                    }
                },
                onHover: (ev, points) => {
                    ev.native.target.style.cursor = points.length ? "pointer" : "";
                },
                plugins: {legend: {display: false}},
                scales: {
                    x: {
                        stacked: isBar,
                        grid: {display: false},
                        ticks: {color: text, maxRotation: 0, autoSkipPadding: 8},
                    },
                    y: {
                        stacked: isBar,
                        beginAtZero: true,
                        grid: {color: grid},
                        ticks: {color: text, precision: 0, maxTicksLimit: 6},
                    },
                },
            },
        };
    }
}
