/** One matter from the desk to the citizen: see tests/citizen/test_citizen_tours.py. */
import {registry} from "@web/core/registry";

const tours = registry.category("web_tour.tours");
const small = () => window.innerWidth < 768;

// ---------------------------------------------------------------------------
// THE DESK, BY KEYBOARD ALONE
// ---------------------------------------------------------------------------

// What a practised clerk types a minute, and what the citizen's visit may take.
const KEYS_A_MINUTE = 200;
const MINUTES = 2;
let keys = 0;

const focused = () =>
    document.activeElement.closest(".o_field_widget")?.getAttribute("name");

async function type(helpers, text) {
    for (const key of text) {
        keys++;
        await helpers.press(key === "\n" ? "Enter" : key);
    }
}

/** Return the step that tabs to `field` and writes `text` into it. */
const write = (field, text) => ({
    content: `tab to ${field} and type`,
    trigger: ".o_form_view",
    async run(helpers) {
        for (let tabs = 0; focused() !== field; tabs++) {
            if (tabs > 8) {
                throw new Error(`${field} is ${tabs} tabs away, at ${focused()}`);
            }
            keys++;
            await helpers.press("Tab");
        }
        await type(helpers, text);
    },
});

/** Return the step that presses Alt and `key`. */
const hotkey = (key) => ({
    content: `Alt+${key}`,
    trigger: ".o_form_view",
    async run(helpers) {
        keys += 2;
        await helpers.press(`alt+${key}`);
    },
});

const people = [
    "Nguyễn Quốc Thử *",
    "Trần Thị Hai",
    "Lê Văn Ba",
    "Phạm Thị Bốn",
    "Hoàng Văn Năm",
    "Vũ Thị Sáu",
];

tours.add("ward_story_desk_keys", {
    steps: () => [
        {trigger: "[name=person_name] input:focus"},
        write("person_name", "Nguyễn Quốc Thử"),
        write("person_identity_number", "001085012345"),
        write("person_phone", "0912345678"),
        write("person_street", "12 Lò Gạch"),
        {...write("group_list", people.join("\n")), timeout: 30_000},
        {
            ...write("content", "Khiếu nại thu hồi 45 m² đất ngõ 12 Lò Gạch"),
            timeout: 30_000,
        },
        hotkey("g"),
        {trigger: ".o_breadcrumb:contains(Đ.)"},
        {
            trigger: ".o_form_view [name=summary]",
            run() {
                if (keys / KEYS_A_MINUTE > MINUTES) {
                    throw new Error(`${keys} keys take more than two minutes`);
                }
            },
        },
    ],
});

// ---------------------------------------------------------------------------
// THE SAME BY FINGER
// ---------------------------------------------------------------------------

// A tap, and writing into a field as one tap and its letters.
let taps = 0;
const tap = (trigger) => ({
    trigger,
    async run(helpers) {
        taps++;
        await helpers.click();
    },
});
const fill = (trigger, text) => ({
    trigger,
    async run(helpers) {
        taps++;
        keys += text.length;
        await helpers.edit(text);
    },
});

tours.add("ward_story_desk", {
    steps: () => [
        fill("[name=person_name] input", "Nguyễn Quốc Thử"),
        fill("[name=person_identity_number] input", "001085012345"),
        fill("[name=person_phone] input", "0912345678"),
        fill("[name=person_street] input", "12 Lò Gạch"),
        fill("[name=group_list] textarea", people.join("\n")),
        fill("[name=content] textarea", "Khiếu nại thu hồi 45 m² đất ngõ 12 Lò Gạch"),
        ...button("action_take_petition"),
        {trigger: ".o_breadcrumb:contains(Đ.), .o_last_breadcrumb_item:contains(Đ.)"},
        {
            trigger: ".o_form_view [name=summary]",
            run() {
                // two seconds a tap
                if (keys / KEYS_A_MINUTE + taps / 30 > MINUTES) {
                    throw new Error(
                        `${keys} keys, ${taps} taps: more than two minutes`,
                    );
                }
            },
        },
    ],
});

/** Return the steps that press a button of the header, in its menu on a phone. */
function button(name, selector = `button[name=${name}]`) {
    const inside = `.o_statusbar_buttons ${selector}, .o-dropdown--menu ${selector}`;
    return [
        {
            content: `open the menu that holds ${name}`,
            trigger: ".o_statusbar_buttons",
            async run(helpers) {
                const found = document.querySelector(inside);
                if (!found && small()) {
                    await helpers.click(".o_statusbar_buttons button[title=More]");
                }
            },
        },
        {trigger: inside, run: "click"},
    ];
}

// ---------------------------------------------------------------------------
// SORTING AND ACCEPTING
// ---------------------------------------------------------------------------

/** Lay the document that is open before the leader; it is not yet issued. */
const lay = () => [
    ...button("action_propose"),
    {
        trigger:
            ".o_arrow_button_current:contains(To sign), .o_statusbar_status:contains(To sign)",
    },
];

/** Choose `words` in the selection field `name`. */
const pick = (name, words) => [
    {trigger: `.o_field_widget[name=${name}] .o_select_menu_toggler`, run: "click"},
    {trigger: `.o_select_menu_item:contains(${words})`, run: "click"},
];

tours.add("ward_story_sort", {
    steps: () => [
        ...pick("outcome", "Accept for settlement"),
        {trigger: ".nav-link:contains(Conditions)", run: "click"},
        {trigger: "button[name=action_all_met]", run: "click"},
        {trigger: "[name=condition_ids] :contains(Met)"},
        ...button("action_sort"),
        {trigger: "body:not(:has(button[name=action_sort]))"},
        ...button("action_propose"),
        {trigger: ".o_field_widget[name=form_id]:contains(Notice of acceptance)"},
        ...lay(),
    ],
});

// ---------------------------------------------------------------------------
// THE LEADER SIGNS WHAT WAITS, ONE AFTER ANOTHER
// ---------------------------------------------------------------------------

tours.add("ward_story_sign", {
    steps: () => [
        {
            trigger: ".o_kanban_record:contains(VV.), .o_kanban_record:contains(Đ.)",
            run: "click",
        },
        {trigger: ".o_field_widget[name=body]"},
        ...button("action_sign"),
        {trigger: ".o_field_widget[name=reference]:contains(UBND)"},
        {trigger: "body:not(:has(button[name=action_sign]))"},
    ],
});

// ---------------------------------------------------------------------------
// THE CASE
// ---------------------------------------------------------------------------

const choose = (field, words) => [
    {trigger: `${field} input`, run: `edit ${words}`},
    {trigger: `.o-autocomplete--dropdown-item:contains(${words})`, run: "click"},
];

tours.add("ward_story_verify", {
    steps: () => [
        {trigger: "[name=member_ids] .o_field_x2many_list_row_add a", run: "click"},
        ...choose("[name=member_ids] [name=employee_id]", "Officer"),
        {
            trigger: ".o_form_view [name=plan] textarea",
            run: "edit Đo đạc trong 10 ngày",
        },
        ...button("action_verify"),
        {trigger: ".o_field_widget[name=form_id]:contains(Decision to verify)"},
        ...lay(),
    ],
});

tours.add("ward_story_extend", {
    steps: () => [
        ...button("extend", ".o_ward_extend"),
        {trigger: ".modal [name=word] textarea", run: "edit Nhiều người khiếu nại"},
        {trigger: ".modal button[name=action_confirm]", run: "click"},
        {trigger: ".o_field_widget[name=form_id]:contains(complex)"},
        ...lay(),
    ],
});

tours.add("ward_story_report", {
    steps: () => [
        {
            trigger: ".o_form_view [name=report] textarea",
            run: "edit Đã đo đạc: thu hồi 42 m²",
        },
        ...button("action_report"),
        {trigger: ".o_field_widget[name=form_id]:contains(Report)"},
        ...button("action_sign"),
        {trigger: ".o_field_widget[name=reference]:contains(BC)"},
    ],
});

tours.add("ward_story_decide", {
    steps: () => [
        ...pick("outcome", "Partly right"),
        {
            trigger: ".o_form_view [name=conclusion] textarea",
            run: "edit Diện tích đúng là 42 m²",
        },
        ...button("action_decide"),
        {trigger: ".o_field_widget[name=form_id]:contains(Decision)"},
        ...lay(),
    ],
});

// ---------------------------------------------------------------------------
// THE CITIZEN
// ---------------------------------------------------------------------------

tours.add("ward_story_follow", {
    steps: () => [
        {trigger: "input[name=code]:value(Đ.)"},
        {trigger: "input[name=factor]", run: "edit 2345"},
        {
            trigger: "form[action='/ward/track'] button[type=submit]",
            run: "click",
            expectUnloadPage: true,
        },
        {trigger: ".card-title:contains(Đ.)"},
        {trigger: ".card-text"},
    ],
});
