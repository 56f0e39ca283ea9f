import { listOf } from "@hrflow-connectors/core/formats";
import type { HrflowJobWrite, HrflowProfile, HrflowProfileWrite } from "../hrflow-types";

export type Fields = Record<string, unknown>;

/**
 * The fields of a stored profile that an update has to send again, since it replaces the whole profile. Fields that HrFlow.ai manages
 * itself, and the files, are left out.
 */
export function keptFields(stored: HrflowProfile): HrflowProfileWrite {
  const { id, source, source_key, archive, archived_at, updated_at, attachments, ...kept } = stored;
  const present = Object.fromEntries(Object.entries(kept).filter(([, value]) => value !== null && value !== undefined));
  return { info: {}, text: "", ...present } as HrflowProfileWrite;
}

/**
 * A profile or a job in the form that HrFlow.ai takes. Stored and parsed ones may lack what it requires: names of entries, types of
 * skills, texts of locations. Periods have dates with a time, and those of experiences have no offset.
 */
export function asWritten<Written extends HrflowProfileWrite | HrflowJobWrite>(record: Written): Written {
  return writtenFields(record) as Written;
}

function writtenFields(fields: object, date = withTime): Fields {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, writtenField(name, value, date)]));
}

function writtenField(name: string, value: unknown, date: (date: string) => string): unknown {
  if (typeof value === "string") return /^date_(start|end)$/.test(name) ? date(value) : value;
  if (name === "info" && isFields(value)) return writtenFields(value);
  if (name === "location" && isFields(value)) return { text: null, ...value };
  if (!Array.isArray(value)) return value;
  const entries = entriesOf(value);
  if (name === "urls") {
    return entries.filter(({ url }) => typeof url === "string").map((entry) => ({ type: "from_resume", ...entry }));
  }
  if (name === "experiences" || name === "educations") {
    return entries.map((entry) => writtenFields(entry, name === "experiences" ? withoutOffset : withTime));
  }
  if (!namedLists.includes(name)) return value;
  const named = entries.filter((entry) => typeof entry.name === "string");
  return name === "skills" ? named.map((entry) => ({ type: null, ...entry })) : named;
}

/** Lists whose entries need a name. */
export const namedLists = [
  "skills",
  "languages",
  "certifications",
  "courses",
  "tasks",
  "interests",
  "tags",
  "metadatas",
];

const withTime = (date: string) =>
  date.replace(/^(\d{4}-\d\d)(-\d\d)?$/, (_, month, day) => `${month}${day ?? "-01"}T00:00:00`);
const withoutOffset = (date: string) => withTime(date).replace(/(T\d\d:\d\d(:\d\d)?)(\.\d+)?(Z|[+-]00:?00)$/i, "$1");

/** The objects of a list. */
export const entriesOf = (list: unknown) => listOf(list as unknown[]).filter(isFields);

export function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
