import { type AnyAction, coverage } from "@hrflow-connectors/core";
import type { Workflow } from "./config";

/** Fields of an item that hold something which the format never looked at. */
export interface LostFields {
  /** The item's own reference, else its key or id. */
  reference: string | null;
  /** `experiences.0.title` */
  fields: string[];
}

const maxItems = 1_000;

/** The format of a workflow, which notes what it loses of each item. */
export function watchingFormat({ action, actionParameters }: Workflow<AnyAction>, lost: LostFields[]) {
  const format = actionParameters?.format ?? action.action.format;
  return async (item: unknown) => {
    if (lost.length < maxItems) {
      // What a format throws is a failure of the run, which calls it below.
      const found = await coverage(action, item, format).catch(() => undefined);
      if (found && found.lost.length > 0) lost.push({ reference: referenceOf(item), fields: found.lost });
    }
    return format(item);
  };
}

function referenceOf(item: unknown): string | null {
  const { reference, key, id } = Object(item) as Record<string, unknown>;
  const found = [reference, key, id].find((one) => (typeof one === "string" && one !== "") || typeof one === "number");
  return found === undefined ? null : String(found);
}
