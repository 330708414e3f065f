/** A month graded, played by its people: see tests/evaluation/test_evaluation_tours.py. */
import {registry} from "@web/core/registry";

const MAX_TAPS_AGREED = 4;
const MAX_TAPS_CHANGED = 8;
const tours = registry.category("web_tour.tours");

/** Return how often a thumb touches the screen; writing in a field is one touch. */
const taps = (steps) => steps.filter((step) => step.run).length;

/** Return `steps`, refused where they take more than `limit` taps. */
function within(limit, steps) {
    if (taps(steps) > limit) {
        throw new Error(`${taps(steps)} taps, ${limit} allowed`);
    }
    return steps;
}

const closed = {trigger: "body:not(:has(.modal))"};

tours.add("ward_month_self", {
    steps: () => [
        {trigger: "button.o_ward_full_points", run: "click"},
        {trigger: ".o_ward_own_grade input:checked"},
        {
            trigger: "[name=self_strengths] textarea",
            run: "edit Hoàn thành đúng hạn bốn báo cáo tháng",
        },
        {
            trigger: "[name=self_shortcomings] textarea",
            run: "edit Cập nhật hồ sơ điện tử còn chậm",
        },
        {trigger: "button.o_ward_submit_sheet", run: "click"},
        {trigger: "body:not(:has(button.o_ward_submit_sheet))"},
    ],
});

// A comma in an English session, as a point in a Vietnamese one, begins decimals.
const points = ".o_data_row:nth-child(1) td[name=self_points]";
tours.add("ward_month_points", {
    steps: () => [
        {trigger: points, run: "click"},
        {trigger: `${points} input`, run: "edit 4,5 && press Tab"},
        // A form never touched counts as saved too: it has to become dirty first.
        {trigger: ".o_form_dirty"},
        {trigger: ".o_form_button_save", run: "click"},
        {trigger: ".o_form_saved"},
    ],
});

const card = (name) => `.o_kanban_record:contains(${name})`;

const agree = (name) =>
    within(MAX_TAPS_AGREED, [
        {trigger: `${card(name)} .o_ward_agree`, run: "click"},
        {trigger: `body:not(:has(${card(name)}))`},
    ]);

const grade = (label, reason) => [
    {trigger: `.modal .o_radio_item:contains(${label}) input`, run: "click"},
    {trigger: `.modal .o_radio_item:contains(${label}) input:checked`},
    {trigger: ".modal [name=reason] textarea", run: `edit ${reason}`},
    {trigger: ".modal button.o_ward_confirm", run: "click"},
    closed,
];

tours.add("ward_month_leader", {
    steps: () => [
        {trigger: `${card("Clerk")} .o_ward_agree`},
        ...agree("Clerk"),
        ...agree("Officer"),
        ...within(MAX_TAPS_CHANGED, [
            {trigger: `${card("Colleague")} .o_ward_grade`, run: "click"},
            ...grade("Excellent", "Kết quả tốt hơn mức tự nhận"),
        ]),
        {trigger: `body:not(:has(${card("Colleague")}))`},
    ],
});

tours.add("ward_month_refusal", {
    steps: () => [
        {trigger: "button.o_ward_close_cycle", run: "click"},
        {trigger: ".modal .modal-body:contains(Officer)"},
        {trigger: ".modal .modal-body:contains(Take back the decision)"},
        {trigger: ".modal .modal-footer .btn-primary", run: "click"},
        closed,
    ],
});

tours.add("ward_month_remedy", {
    steps: () => [
        {trigger: "button.o_ward_reopen", run: "click"},
        {trigger: ".modal [name=word] input", run: "edit Giảm theo tỷ lệ 20 %"},
        {trigger: ".modal button[name=action_confirm]", run: "click"},
        closed,
        {trigger: "button.o_ward_grade", run: "click"},
        ...grade("Good", "Vượt tỷ lệ xuất sắc"),
    ],
});

tours.add("ward_month_publish", {
    steps: () => [
        {trigger: "[name=decision_number] input", run: "edit 15/TB-UBND"},
        {trigger: "button.o_ward_close_cycle", run: "click"},
        {trigger: "button.o_ward_publish", run: "click"},
        {trigger: ".modal .modal-footer .btn-primary", run: "click"},
        closed,
        {trigger: "button.o_ward_honours"},
    ],
});

tours.add("ward_month_appeal", {
    steps: () => [
        {trigger: "button.o_ward_appeal", run: "click"},
        {
            trigger: "[name=text] textarea",
            run: "edit Đề nghị xem lại điểm tiến độ của báo cáo tuần ba",
        },
        {trigger: ".o_form_button_save", run: "click"},
        {trigger: ".o_form_saved"},
    ],
});

tours.add("ward_month_answer", {
    steps: () => [
        {trigger: "button.o_ward_answer_appeal", run: "click"},
        {
            trigger: ".modal [name=answer] textarea",
            run: "edit Đã kiểm tra, giữ nguyên kết quả vì hai báo cáo phải sửa",
        },
        {trigger: ".modal button.o_ward_answer", run: "click"},
        closed,
        {trigger: "body:not(:has(button.o_ward_answer_appeal))"},
    ],
});
