import type { HrflowState } from "../fakes/hrflow/hrflow-state";
import type { VendorRecord } from "./settings";

/** The fields that a run writes. Keys, references and what HrFlow.ai adds are left out. */
const writtenFields = [
  ...["name", "info", "summary", "text", "location", "sections", "experiences", "educations", "skills", "languages"],
  ...["certifications", "courses", "tasks", "interests", "tags", "metadatas", "ranges_date", "ranges_float"],
];

/** Lists the records that HrFlow.ai holds, as settings list those of the vendor. */
export function hrflowRecords({ jobs, profiles }: HrflowState): VendorRecord[] {
  return [...jobs, ...profiles]
    .filter(({ archived_at }) => archived_at === null)
    .map((record) => {
      const files = ((record.attachments as { original_file_name?: string }[] | null) ?? []).map(
        (file) => `file ${file.original_file_name}`,
      );
      const parts = writtenFields.flatMap((field) => partsOf(field, record[field as "name"]));
      return { id: String(record.reference), parts: [...parts, ...files] };
    });
}

/** Drops empty values: HrFlow.ai stores null for a field that was not sent, and empty lists once it has parsed a file. */
function filled(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value ?? undefined;
  const entries = Object.entries(value).map(([name, entry]) => [name, filled(entry)] as const);
  const left = entries.filter(([, entry]) => entry !== undefined);
  if (left.length === 0) return undefined;
  return Array.isArray(value) ? left.map(([, entry]) => entry) : Object.fromEntries(left);
}

/** Begins the tags in which HrFlow.ai's warehouses store state for their next run. */
const ownMark = '"hrflow_connectors_';

/** One line per field and per list entry. Empty values have none: their form depends on how the record was created. */
function partsOf(field: string, value: unknown): string[] {
  if (value === null || value === undefined || value === "") return [];
  if (Array.isArray(value))
    return value.map((entry) => `${field} ${JSON.stringify(filled(entry))}`).filter((part) => !part.includes(ownMark));
  if (typeof value !== "object") return [`${field} ${JSON.stringify(value)}`];
  return Object.entries(value).flatMap(([name, entry]) => partsOf(`${field}.${name}`, entry));
}
