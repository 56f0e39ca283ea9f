import { listOf, trimmed } from "@hrflow-connectors/core/formats";
import { type HrflowJobItem, jobTag } from "@hrflow-connectors/hrflow-client/warehouses";
import type { GreenhouseJob } from "../greenhouse-types";

/** The exposed custom fields of a job. A list becomes one entry per value, anything deeper its JSON. */
export function jobMetadatas(metadata: GreenhouseJob["metadata"] | undefined): NonNullable<HrflowJobItem["metadatas"]> {
  return listOf(metadata).flatMap(({ id, name, value }) => {
    const values = Array.isArray(value) ? value : [value];
    return values.flatMap((one) => jobTag(trimmed(name) ?? `greenhouse_metadata_${id}`, plain(one)));
  });
}

function plain(value: unknown): string | number | boolean | null {
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return value;
  return value === null || value === undefined ? null : JSON.stringify(value);
}
