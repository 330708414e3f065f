/** One complaint from the desk to the decision: see tests/citizen/test_citizen_tours.py. */
import {download} from "@web/core/network/download";
import {registry} from "@web/core/registry";

const tours = registry.category("web_tour.tours");

// Keystroke-level model (Card, Moran, Newell): an average typist, and for each field or
// button to think, to point and to press. Telex takes a key more for each mark.
const SECONDS_A_KEY = 0.28;
const SECONDS_A_TAP = 2.65;
const MAX_SECONDS_AT_DESK = 120;
const MAX_TAPS_AT_DESK = 10;
const MAX_TAPS_TO_SIGN = 2;

const tap = (trigger) => ({trigger, run: "click"});

/** Return the step of writing `text`; its keys are counted. */
function type(trigger, text) {
    const run = ({edit}) => edit(text);
    run.keys = text.normalize("NFD").length + (text.match(/đ/gi) || []).length;
    return {trigger, run};
}

const taps = (steps) =>
    steps.filter((step) => step.run === "click" || step.run?.keys).length;
const keys = (steps) => steps.reduce((sum, step) => sum + (step.run?.keys || 0), 0);
const seconds = (steps) => keys(steps) * SECONDS_A_KEY + taps(steps) * SECONDS_A_TAP;

/** Return `steps`, refused where they are more than a hand can do in the time given. */
function within(maxTaps, maxSeconds, steps) {
    if (taps(steps) > maxTaps || seconds(steps) > maxSeconds) {
        throw new Error(
            `${taps(steps)} taps, ${keys(steps)} keys, ${seconds(steps)} seconds`,
        );
    }
    return steps;
}

const check = (trigger, test) => ({
    trigger,
    run: function () {
        test(this.anchor);
    },
});

/** Nothing may stick out at the side of a phone. */
const fits = (trigger) =>
    check(trigger, () => {
        const width = document.documentElement.scrollWidth;
        if (width > window.innerWidth + 1) {
            throw new Error(`${location.pathname} is ${width} wide`);
        }
    });

/** On the phone all but the first button of a form are below “More”. */
const inMenu = (trigger) => [
    {
        trigger: ".o_statusbar_buttons button[title=More]",
        isActive: ["mobile"],
        run: "click",
    },
    tap(trigger),
];

const choose = (name, label) => [
    tap(`[name=${name}] .o_select_menu_toggler`),
    tap(`.o_select_menu_item:contains(${label})`),
    {trigger: `[name=${name}] .o_select_menu_toggler:value(${label})`},
];

/** Choose what the field points to: in a list while typing, on the phone on a page. */
const pick = (trigger, text) => [
    {trigger, isActive: ["desktop"], run: `edit ${text}`},
    {
        trigger: `.o-autocomplete--dropdown-item:contains(${text})`,
        isActive: ["desktop"],
        run: "click",
    },
    {trigger, isActive: ["mobile"], run: "click"},
    {
        trigger: `.modal .o_kanban_record:contains(${text})`,
        isActive: ["mobile"],
        run: "click",
    },
    {trigger: "body:not(:has(.modal))"},
];

const lay = [
    tap("button[name=action_propose]"),
    {
        trigger:
            ".o_arrow_button_current:contains(To sign), [name=state]:contains(To sign)",
    },
];

const back = tap(".o_back_button, .breadcrumb-item:last-of-type a");

/** The head opens the paper about the matter and signs it. */
const sign = (name) =>
    within(MAX_TAPS_TO_SIGN, MAX_SECONDS_AT_DESK, [
        tap(`.o_kanban_record:contains(${name}):contains(45 m²)`),
        tap("button.o_ward_sign"),
        {trigger: "[name=reference]:contains(/)"},
        {trigger: "body:not(:has(button.o_ward_sign))"},
    ]);

// The others; who stands at the desk is not typed again.
const OTHERS = `Trần Thị Bưởi; 001175000021
Lê Văn Cam; 001069000032
Phạm Thị Đào; 001180000043
Hoàng Văn Khế; 001072000054
Vũ Thị Lựu; 001191000065`;

/** Say on the page when a file has come. */
const hearDownload = {
    trigger: "body",
    run: () => {
        const real = download._download;
        download._download = async (options) => {
            const answer = await real(options);
            document.body.classList.add("o_ward_downloaded");
            return answer;
        };
    },
};

tours.add("ward_story_desk", {
    steps: () => [
        hearDownload,
        ...within(MAX_TAPS_AT_DESK, MAX_SECONDS_AT_DESK, [
            tap("[name=visitor] .o_radio_item:contains(Group) input"),
            type("[name=person_name] input", "Nguyễn Quốc Thử"),
            type("[name=person_identity_number] input", "001085012345"),
            type("[name=person_phone] input", "0912345678"),
            type("[name=person_street] input", "12 Lò Gạch"),
            type("[name=group_list] textarea", OTHERS),
            type(
                "[name=content] textarea",
                "Khiếu nại quyết định thu hồi 45 m² đất ngõ 12 phố Lò Gạch",
            ),
            // The list has made the count, the visitor heads it; nobody was here before.
            {trigger: "[name=people_count] input:value(6)"},
            {trigger: "[name=is_crowd] input:checked"},
            {trigger: "[name=group_list] textarea:value(12 Lò Gạch *)"},
            {trigger: ".o_form_view:not(:has(.alert:contains(Known already)))"},
            tap("button.o_ward_take"),
            fits(".o_breadcrumb:contains(Đ.)"),
            {trigger: "[name=people_count] input:value(6)"},
        ]),
        // the slip was printed at once
        {trigger: "body.o_ward_downloaded"},
    ],
});

tours.add("ward_story_advise", {
    steps: () => [
        hearDownload,
        type("[name=person_name] input", "Trần Thị Bưởi"),
        type("[name=content] textarea", "Hỏi thủ tục tách thửa"),
        type("[name=explained] textarea", "Nộp hồ sơ tại bộ phận một cửa"),
        ...inMenu("button[name=action_advise]"),
        {trigger: "body.o_ward_downloaded"},
        // the form has been read again
        {trigger: ".o_form_view:not(:has(button[name=action_advise]))"},
        {trigger: "[name=result]:contains(Advised)"},
    ],
});

tours.add("ward_story_sort", {
    steps: () => [
        fits(".o_breadcrumb:contains(Đ.)"),
        ...pick("[name=field_id] input", "Compensation"),
        ...choose("outcome", "Accept"),
        tap(".o_notebook a:contains(Conditions)"),
        tap("button.o_ward_conditions"),
        {trigger: "[name=condition_ids] .o_data_row"},
        tap("button[name=action_all_met]"),
        {trigger: "[name=condition_ids] .o_data_row:contains(Met)"},
        tap("button[name=action_sort]"),
        tap("button[name=action_propose]"),
        {trigger: "[name=body]:contains(Nguyễn Quốc Thử)"},
        ...lay,
    ],
});

tours.add("ward_story_accept", {
    steps: () => [fits(".o_kanban_record:contains(45 m²)"), ...sign("thụ lý")],
});

tours.add("ward_story_verify", {
    steps: () => [
        tap(".o_kanban_record:contains(45 m²)"),
        fits(".o_breadcrumb:contains(VV.)"),
        tap("[name=member_ids] .o_field_x2many_list_row_add a"),
        ...pick("[name=member_ids] [name=employee_id] input", "Officer"),
        ...choose("role", "Head of the team"),
        tap("button[name=action_verify]"),
        ...lay,
        back,
        ...inMenu("button.o_ward_extend"),
        {
            trigger: ".modal [name=word] textarea",
            run: "edit Sáu hộ cùng khiếu nại, phải đo đạc lại thực địa",
        },
        tap(".modal button[name=action_confirm]"),
        {trigger: ".o_form_view:not(:has(.modal)) [name=body]:contains(Sáu hộ)"},
        ...lay,
    ],
});

let due = null;

tours.add("ward_story_extend", {
    steps: () => [
        ...sign("xác minh"),
        back,
        tap(".o_kanban_record:contains(kéo dài)"),
        check("[name=subject_due]", (shown) => (due = shown.textContent)),
        tap("button.o_ward_sign"),
        {trigger: "[name=reference]:contains(/)"},
        check("[name=subject_due]", (shown) => {
            if (shown.textContent === due) {
                throw new Error(`The limit still ends on ${due}`);
            }
        }),
        {trigger: "body:not(:has(button.o_ward_sign))"},
    ],
});

tours.add("ward_story_report", {
    steps: () => [
        tap(".o_kanban_record:contains(45 m²)"),
        {
            trigger: "[name=report] textarea",
            run: "edit Đo đạc lại: diện tích thu hồi thực tế là 42 m².",
        },
        {
            trigger: "[name=conclusion] textarea",
            run: "edit Khiếu nại đúng một phần; điều chỉnh diện tích thành 42 m².",
        },
        ...choose("outcome", "Partly right"),
        tap("button[name=action_report]"),
        tap("button.o_ward_sign"),
        {trigger: "[name=reference]:contains(/BC)"},
        back,
        tap("button[name=action_decide]"),
        {trigger: "[name=body]:contains(42 m²)"},
        ...lay,
    ],
});

tours.add("ward_story_decide", {
    steps: () => [
        fits(".o_kanban_record:contains(45 m²)"),
        ...sign("giải quyết khiếu nại"),
    ],
});

const lookUp = [
    {trigger: "#ward_factor", run: "edit 2345"},
    {trigger: "form button[type=submit]", run: "click", expectUnloadPage: true},
];

tours.add("ward_story_wait", {
    steps: () => [
        fits("#ward_code"),
        ...lookUp,
        fits(".o_ward_found:contains(being verified)"),
        {trigger: ".o_ward_extended:contains(extended on)"},
        {trigger: ".o_ward_found:contains(Answer due by)"},
        {trigger: ".o_ward_found li:contains(kéo dài thời hạn)"},
        {trigger: ".o_ward_found:not(:contains(Nguyễn))"},
    ],
});

tours.add("ward_story_answer", {
    steps: () => [
        ...lookUp,
        fits(".o_ward_found:contains(you get the decision in writing)"),
        {trigger: ".o_ward_found li:contains(giải quyết khiếu nại):contains(/QĐ-UBND)"},
        {trigger: ".o_ward_found:not(:contains(Answer due by))"},
        {trigger: ".o_ward_found input[name=points]"},
    ],
});
