import {FloatField, floatField} from "@web/views/fields/float/float_field";
import {registry} from "@web/core/registry";

const ONE_SEPARATOR = /^\s*\d*[.,]?\d*\s*$/;

/**
 * Points have decimals and never thousands: "8,5" and "8.5" are the same number,
 * whatever the language of the user.
 */
export class PointsField extends FloatField {
    parse(value) {
        if (ONE_SEPARATOR.test(value) && /\d/.test(value)) {
            return Number(value.trim().replace(",", "."));
        }
        return super.parse(value);
    }
}

export const pointsField = {...floatField, component: PointsField};

registry.category("fields").add("ward_points", pointsField);
