/* Draw black areas over the pages of a protected paper; a click takes one away. */
(function () {
    const form = document.querySelector(".o_ward_blackout");
    if (!form) {
        return;
    }
    let drawn = null;
    let start = null;

    function place(event, page) {
        const box = page.getBoundingClientRect();
        const part = (value, size) => Math.min(1, Math.max(0, value / size));
        return {
            x: part(event.clientX - box.left, box.width),
            y: part(event.clientY - box.top, box.height),
        };
    }

    function stretch(area, from, to) {
        area.style.left = Math.min(from.x, to.x) * 100 + "%";
        area.style.top = Math.min(from.y, to.y) * 100 + "%";
        area.style.width = Math.abs(to.x - from.x) * 100 + "%";
        area.style.height = Math.abs(to.y - from.y) * 100 + "%";
        const numbers = [from.x, from.y, to.x, to.y];
        area.dataset.area = JSON.stringify(numbers);
    }

    for (const page of form.querySelectorAll("[data-page]")) {
        page.addEventListener("pointerdown", (event) => {
            event.preventDefault();
            if (event.target.dataset.area) {
                event.target.remove();
                return;
            }
            start = place(event, page);
            drawn = document.createElement("div");
            drawn.className = "position-absolute bg-black";
            stretch(drawn, start, start);
            page.append(drawn);
            page.setPointerCapture(event.pointerId);
        });
        page.addEventListener("pointermove", (event) => {
            if (drawn) {
                stretch(drawn, start, place(event, page));
            }
        });
        page.addEventListener("pointerup", () => {
            // a tap is no area
            if (drawn && drawn.offsetWidth < 4) {
                drawn.remove();
            }
            drawn = null;
        });
    }

    form.addEventListener("submit", () => {
        const areas = [...form.querySelectorAll("[data-area]")].map((area) => [
            Number(area.closest("[data-page]").dataset.page),
            ...JSON.parse(area.dataset.area),
        ]);
        form.elements.areas.value = JSON.stringify(areas);
    });
})();
