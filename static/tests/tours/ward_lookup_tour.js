/** One search over all matters: see tests/citizen/test_citizen_lookup.py. */
import {registry} from "@web/core/registry";

const tours = registry.category("web_tour.tours");

tours.add("ward_citizen_lookup", {
    steps: () => [
        {trigger: ".o_ward_lookup_input", run: "edit ly thi buoi"},
        {
            trigger:
                "[data-model='ward.petition'] .o_ward_lookup_row:contains(Lý Thị Bưởi)",
            run: "click",
        },
        {trigger: ".o_form_view [name=person_name]"},
        {trigger: ".o_back_button, .breadcrumb-item a", run: "click"},
        {trigger: ".o_ward_lookup_row:contains(Lý Thị Bưởi)"},
        {
            trigger: "[data-model='ward.petition'] .o_ward_lookup_all",
            run: "click",
        },
        {trigger: ".o_data_row:contains(Đ.), .o_kanban_record:contains(Đ.)"},
        {
            trigger:
                ".o_facet_values:contains(ly thi buoi), .o_searchview_input_container, .o_control_panel",
        },
    ],
});
