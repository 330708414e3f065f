/** From the desk to the citizen: see tests/citizen/test_citizen_tours.py. */
import {registry} from "@web/core/registry";

const tours = registry.category("web_tour.tours");

tours.add("ward_citizen_desk", {
    steps: () => [
        {
            trigger: "[name=visitor] .o_radio_item:contains(Group) input",
            run: "click",
        },
        {trigger: "[name=person_name] input", run: "edit Nguyễn Quốc Thử"},
        {trigger: "[name=person_identity_number] input", run: "edit 001085012345"},
        {trigger: "[name=person_phone] input", run: "edit 0912345678"},
        {trigger: "[name=people_count] input", run: "edit 6"},
        {
            trigger: "[name=content] textarea",
            run: "edit Khiếu nại quyết định thu hồi 45 m² đất ngõ 12 phố Lò Gạch",
        },
        {trigger: "button.o_ward_take", run: "click"},
        {trigger: ".o_form_view [name=summary] :contains(45 m²), [name=summary] input"},
        {trigger: ".o_breadcrumb:contains(Đ.)"},
    ],
});

tours.add("ward_citizen_sign", {
    steps: () => [
        {trigger: ".o_kanban_record:contains(Đ.)", run: "click"},
        {trigger: "button.o_ward_sign", run: "click"},
        {trigger: "body:not(:has(button.o_ward_sign))"},
        {trigger: "[name=reference]:contains(/TB-UBND)"},
    ],
});
