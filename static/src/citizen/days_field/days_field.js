import {
    RemainingDaysField,
    remainingDaysField,
} from "@web/views/fields/remaining_days/remaining_days_field";
import {registry} from "@web/core/registry";
import {capitalize} from "@web/core/utils/strings";

/**
 * Time limits are counted in days: core says "next month" of the 1st of December on the
 * 26th of November.
 */
export class DaysField extends RemainingDaysField {
    get diffString() {
        const value = this.props.record.data[this.props.name];
        if (this.diffDays === null || Math.abs(this.diffDays) > 99) {
            return super.diffString;
        }
        return capitalize(value.toRelativeCalendar({unit: "days"}));
    }
}

export const daysField = {...remainingDaysField, component: DaysField};

registry.category("fields").add("ward_days", daysField);
