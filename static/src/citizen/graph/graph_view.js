import {GraphModel} from "@web/views/graph/graph_model";
import {_t} from "@web/core/l10n/translation";
import {graphView} from "@web/views/graph/graph_view";
import {registry} from "@web/core/registry";

/** Core labels a boolean "true" and "false" in every language. */
export class WardGraphModel extends GraphModel {
    async _loadDataPoints(metaData) {
        const result = await super._loadDataPoints(metaData);
        const {fields, groupBy} = metaData;
        for (const point of result[0]) {
            groupBy.forEach(({fieldName}, index) => {
                const {string, type} = fields[fieldName];
                if (type === "boolean") {
                    const answer =
                        point.labels[index] === "true" ? _t("yes") : _t("no");
                    point.labels[index] = `${string}: ${answer}`;
                }
            });
        }
        return result;
    }
}

registry.category("views").add("ward_graph", {...graphView, Model: WardGraphModel});
