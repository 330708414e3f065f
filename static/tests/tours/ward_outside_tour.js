/** A citizen on the phone: see tests/citizen/test_citizen_outside_tour.py. */
import {registry} from "@web/core/registry";

const tours = registry.category("web_tour.tours");

/** Nothing may stick out at the side of a phone. */
function checkWidth() {
    const width = document.documentElement.scrollWidth;
    if (width > window.innerWidth + 1) {
        throw new Error(`${location.pathname} is ${width} wide`);
    }
}

tours.add("ward_outside_send", {
    steps: () => [
        {trigger: "#ward_kind", run: "select reflection"},
        {trigger: "#ward_person_name", run: "edit Lê Thị Gửi"},
        {trigger: "#ward_phone", run: "edit 0912340001"},
        {
            trigger: "#ward_content",
            run: "edit Đèn đường ngõ 5 hỏng đã hai tuần, đề nghị sửa.",
        },
        {trigger: "form button[type=submit]", run: checkWidth},
        {trigger: "form button[type=submit]", run: "click", expectUnloadPage: true},
        {trigger: ".alert-success h4:contains(Đ.)", run: checkWidth},
        {trigger: ".alert-success a.btn", run: "click", expectUnloadPage: true},
        {trigger: "#ward_factor", run: "edit 0000"},
        {trigger: "form button[type=submit]", run: "click", expectUnloadPage: true},
        {trigger: ".alert-warning", run: checkWidth},
        {trigger: "#ward_factor", run: "edit 0001"},
        {trigger: "form button[type=submit]", run: "click", expectUnloadPage: true},
        {trigger: ".card-title:contains(Đ.)", run: checkWidth},
    ],
});

tours.add("ward_outside_portal", {
    steps: () => [
        {
            trigger: ".o_portal_index_card a[href='/my/petitions']",
            run: "click",
            expectUnloadPage: true,
        },
        {trigger: "#ward_code", run: checkWidth},
        {trigger: "#ward_unit", run: "selectByIndex 1"},
        {trigger: "#ward_code", run: "edit Đ.2000.00001"},
        {trigger: "#ward_factor", run: "edit 2345"},
        {
            trigger: ".o_ward_claim button[type=submit]",
            run: "click",
            expectUnloadPage: true,
        },
        {trigger: ".alert-warning"},
        {
            trigger: "a.card[href^='/my/petitions/']",
            run: "click",
            expectUnloadPage: true,
        },
        {trigger: "input[name=points][value='5']", run: "click"},
        {trigger: "input[name=points]:checked", run: checkWidth},
        {
            trigger: "form[action$='/satisfaction'] button[type=submit]",
            run: "click",
            expectUnloadPage: true,
        },
        {trigger: "body:not(:has(input[name=points])) h5"},
        {trigger: "h3:contains(Đ.)", run: checkWidth},
    ],
});
