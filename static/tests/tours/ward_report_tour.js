/** The report of a body above: see tests/statistics/test_report_tour.py. */
import {registry} from "@web/core/registry";

const row = (position) => `.o_ward_sheet tbody tr:nth-child(${position})`;

registry.category("web_tour.tours").add("ward_report_tour", {
    steps: () => [
        {trigger: `${row(1)} th:contains(City)`, timeout: 60000},
        {
            content: "Each row shows its own unit and figures",
            trigger: `${row(2)}:has(th:contains(Ward A)) [data-column='1']:contains(2)`,
        },
        {trigger: `${row(4)} th:contains(Total)`},
        {
            content: "A figure is corrected in whole numbers",
            trigger: ".o_ward_sheet_correct",
            run: "click",
        },
        {trigger: `${row(1)} [data-column='5']`, run: "click"},
        {
            trigger: ".modal [name=value] input",
            run({anchor}) {
                if (anchor.value !== "0") {
                    throw new Error(`A count is shown as ${anchor.value}`);
                }
            },
        },
        {trigger: ".modal .btn-close", run: "click"},
        {trigger: "body:not(:has(.modal))"},
        {
            content: "Units below are offered by name to who may not open them",
            trigger: "button.o_ward_import",
            run: "click",
        },
        {trigger: ".modal [name=unit] input, .modal [name=unit] select", run: "click"},
        {trigger: "body:contains(Ward C)"},
    ],
});
