/** The week of an office, played by its people: see tests/plan/test_tours.py. */
import {registry} from "@web/core/registry";

const VAGUE = "Làm báo cáo";
const CONCRETE =
    "Báo cáo kết quả tháng 10 về giải phóng mặt bằng đường Bến Đá gửi Phòng Kinh tế";
const tours = registry.category("web_tour.tours");

/** Put a small picture into the file input that `trigger` matches. */
async function takePhoto() {
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = 8;
    const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
    const files = new DataTransfer();
    files.items.add(new File([blob], "photo.png", {type: "image/png"}));
    const input = document.querySelector(".modal input[type=file]");
    input.files = files.files;
    input.dispatchEvent(new Event("change", {bubbles: true}));
}

/** Fill line `n` of the plan in the list (desktop). */
function lineInList(n, name, product) {
    const row = `.o_data_row:nth-child(${n}).o_selected_row`;
    return [
        {trigger: ".o_field_x2many_list_row_add a", run: "click"},
        {
            trigger: `${row} [name=name] input, ${row} [name=name] textarea`,
            run: `edit ${name}`,
        },
        {trigger: `${row} [name=product_name] input`, run: `edit ${product}`},
    ];
}

/** Fill one line of the plan in its dialog (phone). */
function lineInDialog(name, product) {
    return [
        {trigger: ".o-kanban-button-new", run: "click"},
        {trigger: ".modal [name=name] input", run: `edit ${name}`},
        {trigger: ".modal [name=product_name] input", run: `edit ${product}`},
        {trigger: ".modal .o_form_button_save", run: "click"},
        {trigger: "body:not(:has(.modal))"},
    ];
}

const refusal = [
    {trigger: "button.o_ward_submit", run: "click"},
    {trigger: `.modal .modal-body:contains(${VAGUE})`},
    {trigger: ".modal .modal-footer .btn-primary", run: "click"},
    {trigger: "body:not(:has(.modal))"},
];

const submitted = [
    {trigger: "button.o_ward_submit", run: "click"},
    {trigger: "body:not(:has(button.o_ward_submit))"},
];

tours.add("ward_week_officer_desktop", {
    steps: () => [
        {trigger: ".o_form_view .o_field_x2many_list_row_add"},
        ...lineInList(1, CONCRETE, "Báo cáo"),
        ...lineInList(2, `${CONCRETE} đợt 2`, "Báo cáo"),
        ...lineInList(3, `${CONCRETE} đợt 3`, "Báo cáo"),
        ...lineInList(4, VAGUE, "Báo cáo"),
        {trigger: ".o_form_button_save", run: "click"},
        {trigger: ".o_form_saved"},
        ...refusal,
        {trigger: `.o_data_cell:contains(/^${VAGUE}$/)`, run: "click"},
        {
            trigger:
                ".o_selected_row [name=name] input, .o_selected_row [name=name] textarea",
            run: `edit ${CONCRETE} đợt 4`,
        },
        {trigger: ".o_form_button_save", run: "click"},
        {trigger: ".o_form_saved"},
        ...submitted,
    ],
});

tours.add("ward_week_officer_phone", {
    steps: () => [
        {trigger: ".o_form_view .o-kanban-button-new"},
        ...lineInDialog(CONCRETE, "Báo cáo"),
        ...lineInDialog(`${CONCRETE} đợt 2`, "Báo cáo"),
        ...lineInDialog(`${CONCRETE} đợt 3`, "Báo cáo"),
        ...lineInDialog(VAGUE, "Báo cáo"),
        ...refusal,
        {trigger: `.o_kanban_record:contains(${VAGUE})`, run: "click"},
        {trigger: ".modal [name=name] input", run: `edit ${CONCRETE} đợt 4`},
        {trigger: ".modal .o_form_button_save", run: "click"},
        {trigger: "body:not(:has(.modal))"},
        ...submitted,
    ],
});

const word = (text) => [
    {trigger: ".modal [name=word] input", run: `edit ${text}`},
    {trigger: ".modal button[name=action_confirm]", run: "click"},
    {trigger: "body:not(:has(.modal))"},
];

const approve = [
    {trigger: "button.o_ward_approve", run: "click"},
    {trigger: "body:not(:has(button.o_ward_approve))"},
];

/** Fill the wizard; `choose` picks an officer, which a phone does in a dialog. */
const assign = (choose) => [
    {trigger: ".modal [name=name] input", run: `edit ${CONCRETE} toàn phường`},
    {trigger: ".modal [name=product_name] input", run: "edit Báo cáo"},
    ...choose,
    {trigger: ".modal .o_tag:contains(Colleague)"},
    {trigger: ".modal button[name=action_assign]", run: "click"},
    {trigger: "body:not(:has(.modal))"},
];

const chooseInList = [
    {trigger: ".modal [name=employee_ids] input", run: "edit Colleague"},
    {trigger: ".o-autocomplete--dropdown-item a:contains(Colleague)", run: "click"},
];

const chooseInDialog = [
    {trigger: ".modal [name=employee_ids] input", run: "click"},
    {trigger: ".modal .o_kanban_record:contains(Colleague)", run: "click"},
];

tours.add("ward_week_head_desktop", {
    steps: () => [
        {trigger: ".o_data_row .o_data_cell:contains(Officer)", run: "click"},
        {trigger: ".o_data_row:contains(đợt 2)"},
        {
            trigger: ".o_data_row:not(:contains(đợt)) button.o_ward_keep",
            run: "click",
        },
        {trigger: ".o_data_row:not(:contains(đợt)) .badge:contains(Kept)"},
        {trigger: ".o_data_row:contains(đợt 2) button.o_ward_stop", run: "click"},
        ...word("Phòng khác đã làm"),
        {trigger: ".o_data_row:contains(đợt 2) .badge:contains(Stopped)"},
        {trigger: ".o_data_row:contains(đợt 3) [name=quantity]", run: "click"},
        {trigger: ".o_selected_row [name=quantity] input", run: "edit 2"},
        {trigger: ".o_form_button_save", run: "click"},
        {trigger: ".o_data_row:contains(đợt 3) .badge:contains(Adjusted)"},
        ...lineInList(5, `${CONCRETE} do trưởng phòng giao`, "Báo cáo"),
        {trigger: ".o_form_button_save", run: "click"},
        {trigger: ".o_form_saved"},
        ...approve,
        {
            trigger: ".o_menu_sections [data-menu-xmlid='ward_office.menu_review']",
            run: "click",
        },
        {
            trigger: ".dropdown-item[data-menu-xmlid='ward_office.menu_assign']",
            run: "click",
        },
        ...assign(chooseInList),
    ],
});

tours.add("ward_week_head_phone", {
    steps: () => [
        {trigger: ".o_kanban_record:contains(Officer) .text-muted", run: "click"},
        {trigger: ".o_form_view .o_kanban_record:contains(đợt 2)"},
        {
            trigger:
                ".o_kanban_record:not(:contains(đợt)):not(.o_kanban_ghost) .o_ward_keep",
            run: "click",
        },
        {trigger: ".o_kanban_record:not(:contains(đợt)) .badge:contains(Kept)"},
        {trigger: ".o_kanban_record:contains(đợt 2) .o_ward_stop", run: "click"},
        ...word("Phòng khác đã làm"),
        {trigger: ".o_kanban_record:contains(đợt 2) .badge:contains(Stopped)"},
        {trigger: ".o_kanban_record:contains(đợt 3) .fw-bold", run: "click"},
        {trigger: ".modal [name=quantity] input", run: "edit 2"},
        {trigger: ".modal .o_form_button_save", run: "click"},
        {trigger: "body:not(:has(.modal))"},
        ...lineInDialog(`${CONCRETE} do trưởng phòng giao`, "Báo cáo"),
        {trigger: ".o_form_button_save", run: "click"},
        {trigger: ".o_form_saved"},
        {trigger: ".o_kanban_record:contains(đợt 3) .badge:contains(Adjusted)"},
        ...approve,
        {trigger: ".o_menu_toggle", run: "click"},
        {
            trigger: ".o_app_menu_sidebar [data-menu-xmlid='ward_office.menu_assign']",
            run: "click",
        },
        ...assign(chooseInDialog),
    ],
});

const photo = [
    {trigger: ".modal [name=photo]", run: takePhoto},
    {trigger: ".modal [name=photo] img:not([src*=placeholder])"},
    {trigger: ".modal button.o_ward_done", run: "click"},
    {trigger: "body:not(:has(.modal))"},
];

tours.add("ward_week_report_desktop", {
    steps: () => [{trigger: "button.o_ward_report", run: "click"}, ...photo],
});

/** Three taps: report, photo, done. */
tours.add("ward_week_report_phone", {
    steps: () => [
        {
            trigger:
                ".o_kanban_record:not(:contains(đợt)):not(:contains(giao)) .o_ward_report",
            run: "click",
        },
        ...photo,
    ],
});
