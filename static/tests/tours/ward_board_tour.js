import {registry} from "@web/core/registry";

const page = ".o_ward_board_page[aria-busy=false]";
const card = `${page} .o_ward_board_card[aria-label="Trần Thị Đượm"]`;

function assertFits() {
    const {scrollWidth, clientWidth} = document.documentElement;
    const root = document.querySelector(".o_ward_board");
    if (scrollWidth > clientWidth || root.scrollWidth > root.clientWidth) {
        throw new Error("The board must not scroll sideways.");
    }
    if (clientWidth < 768) {
        for (const button of root.querySelectorAll("button, input, select")) {
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

function back() {
    return {
        content: "Back to the board",
        trigger: ".o_back_button, .o_breadcrumb .o_back_button a, .breadcrumb-item a",
        run: "click",
    };
}

registry.category("web_tour.tours").add("ward_board_tour", {
    url: "/odoo/ward-board",
    steps: () => [
        {
            content: "Who is doing what, where, until when",
            trigger: `${card}.o_ward_board_running:contains(Nhà văn hóa tổ 5):contains(Now)`,
            run: assertFits,
        },
        {
            content: "Who has no plan",
            trigger: `${page} .o_ward_board_name:contains(Tour Idle)`,
        },
        {
            content: "Find a person without accents",
            trigger: ".o_ward_board_person input",
            run: "edit duom",
        },
        {trigger: `${page}:not(:has(.o_ward_board_card[aria-label="Tour Idle"]))`},
        {
            content: "From the bar to the tasks behind it",
            trigger: `${card} .o_ward_board_bar`,
            run: "click",
        },
        {
            trigger:
                ".o_list_view .o_data_row:contains(Báo cáo kết quả), .o_kanban_view .o_kanban_record:contains(Báo cáo kết quả)",
        },
        back(),
        {
            content: "The filter is kept",
            trigger: `${page}:not(:has(.o_ward_board_card[aria-label="Tour Idle"]))`,
        },
        {
            trigger: ".o_ward_board_person input",
            run: "edit zzz",
        },
        {
            trigger: `${page} .o_ward_board_nobody button`,
            run: "click",
        },
        {
            content: "The overdue tile opens the overdue tasks",
            trigger: `${page}:has(.o_ward_board_cards) [data-tile=overdue]:contains(1)`,
            run: "click",
        },
        {
            trigger:
                ".o_list_view .o_data_row:contains(Overdue work), .o_kanban_view .o_kanban_record:contains(Overdue work)",
        },
        back(),
        {
            content: "The week before",
            trigger: `${page}:has(.o_ward_board_cards)`,
        },
        {trigger: ".o_ward_board_previous", run: "click"},
        {
            trigger: `${card} .o_ward_board_activity:contains(Overdue work of the tour)`,
            run: assertFits,
        },
        {trigger: ".o_ward_board_this", run: "click"},
        {trigger: `${card}.o_ward_board_running`},
        {trigger: ".o_ward_board_refresh", run: "click"},
        {
            trigger: `${page} .o_ward_board_overdue .list-group-item:contains(Overdue work)`,
            run: "click",
        },
        {trigger: ".o_form_view .o_field_widget[name=name]"},
    ],
});
