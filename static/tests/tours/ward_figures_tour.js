import {registry} from "@web/core/registry";

const page = ".o_ward_figures_page[aria-busy=false]";
// The first page of a fresh server builds its assets, and the graphs load a library.
const FIRST = 60000;
const records = ".o_list_view .o_data_row, .o_kanban_view .o_kanban_record";

function assertFits() {
    const {scrollWidth, clientWidth} = document.documentElement;
    const root = document.querySelector(".o_ward_figures");
    if (scrollWidth > clientWidth || root.scrollWidth > root.clientWidth) {
        throw new Error("The figures must not scroll sideways.");
    }
    if (clientWidth < 768) {
        // Parts of a bar are as wide as their figure; the legend and the row beside
        // them open the same records.
        for (const button of root.querySelectorAll(
            "button:not(.o_ward_figure_part), select",
        )) {
            const {height, width} = button.getBoundingClientRect();
            // Two pixels less are rounding, not a smaller target.
            if (height && Math.min(height, width) < 43.5) {
                throw new Error(
                    `Too small for a thumb: ${button.className} ${width}x${height}`,
                );
            }
        }
    }
}

/** Click where the graph draws the last month's highest point. */
function clickChart({anchor: canvas}) {
    canvas.scrollIntoView({block: "center"});
    const chart = window.Chart.getChart(canvas);
    const points = chart
        .getSortedVisibleDatasetMetas()
        .map((meta) => meta.data[meta.data.length - 1])
        .sort((a, b) => a.y - b.y);
    const {x, y} = points[0].getCenterPoint();
    const box = canvas.getBoundingClientRect();
    const where = {clientX: box.left + x, clientY: box.top + y, bubbles: true};
    canvas.dispatchEvent(new MouseEvent("mousemove", where));
    canvas.dispatchEvent(new MouseEvent("click", where));
}

function back() {
    return {
        content: "Back to the figures",
        trigger: ".o_back_button, .o_breadcrumb .o_back_button a, .breadcrumb-item a",
        run: "click",
    };
}

registry.category("web_tour.tours").add("ward_figures_tour", {
    url: "/odoo/ward-figures",
    steps: () => [
        {
            trigger: `${page} [data-tile=receptions]:contains(1)`,
            run: assertFits,
            timeout: FIRST,
        },
        {
            content: "Overdue petitions",
            trigger: `${page} [data-now=petitions_late]:contains(1)`,
            run: "click",
        },
        {trigger: records},
        back(),
        {
            content: "A point of the graph opens its month",
            trigger: `${page} .o_ward_figures_trend canvas`,
            run: clickChart,
        },
        {trigger: records},
        back(),
        {
            content: "The bar of cases settled in time",
            trigger: `${page} .o_ward_figures_punctuality canvas`,
            run: clickChart,
        },
        {trigger: records},
        back(),
        {
            content: "A part of a bar",
            trigger: `${page} .o_ward_figures_cases .o_ward_figure_part[data-segment=partly]`,
            run: "click",
        },
        {trigger: records},
        back(),
        {
            content: "One unit",
            trigger: `${page} .o_ward_figures_units th button:contains(Ward A)`,
            run: "click",
        },
        {trigger: `${page}:not(:has(.o_ward_figures_units))`, run: assertFits},
        {trigger: "[data-period=month]", run: "click"},
        {trigger: `${page} .h4:contains(Month)`},
        {trigger: ".o_ward_figures_previous", run: "click"},
        {trigger: `${page} [data-tile=receptions]:contains(0)`},
        {trigger: ".o_ward_figures_this", run: "click"},
        {trigger: `${page} [data-tile=receptions]:contains(1)`},
        {
            content: "The matter that is late longest",
            trigger: `${page} .o_ward_figures_late .list-group-item`,
            run: "click",
        },
        {trigger: ".o_form_view .o_field_widget[name=summary]"},
    ],
});
