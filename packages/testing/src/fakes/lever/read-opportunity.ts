import { isRecord, type LeverCall } from "./lever-route";
import type { LeverPhone } from "./lever-state";

/** The opportunity in a create request, JSON or form. */
export interface SentOpportunity {
  name?: string;
  headline?: string;
  stage?: string;
  location?: string;
  origin?: string;
  owner?: string;
  contact?: string;
  opportunityLocation?: string;
  createdAt?: number;
  emails: string[];
  links: string[];
  tags: string[];
  sources: string[];
  followers: string[];
  postings: string[];
  phones: LeverPhone[];
  archived?: { reason?: string; archivedAt?: number };
  resumes: File[];
  files: File[];
}

const texts = ["name", "headline", "stage", "location", "origin", "owner", "contact", "opportunityLocation"];
const lists = ["emails", "links", "tags", "sources", "followers", "postings"];

/** Returns the body of a create, or the reason why it is invalid. Ignores unknown fields. */
export function readOpportunity({ json, form }: LeverCall, phonesInForms: boolean): SentOpportunity | string {
  const body = form ? fromForm(form, phonesInForms) : json;
  if (!isRecord(body)) return "The body must be a JSON object or a form.";
  const sent: Record<string, unknown> = { resumes: [], files: [] };
  for (const name of texts) {
    const value = body[name];
    if (value === undefined) continue;
    if (typeof value !== "string") return `${name} must be a string.`;
    sent[name] = value;
  }
  for (const name of lists) {
    const value = body[name] ?? [];
    if (!Array.isArray(value) || value.some((entry) => typeof entry !== "string"))
      return `${name} must be a list of strings.`;
    sent[name] = value;
  }
  const phones = body.phones ?? [];
  if (!Array.isArray(phones) || phones.some((phone) => !isRecord(phone) || typeof phone.value !== "string"))
    return "phones must be a list of phones.";
  if (body.createdAt !== undefined && !Number.isInteger(body.createdAt)) return "createdAt must be a timestamp.";
  if (!form && ("resumeFile" in body || "files" in body)) return "Files require multipart/form-data.";
  const { createdAt, archived, resumes, files } = body;
  const rest = { phones, ...(createdAt === undefined ? {} : { createdAt }) };
  const more = { ...(isRecord(archived) ? { archived } : {}), ...(form ? { resumes, files } : {}) };
  return { ...sent, ...rest, ...more } as unknown as SentOpportunity;
}

function fromForm(form: FormData, phonesInForms: boolean): Record<string, unknown> {
  const isFile = (part: unknown): part is File => typeof part !== "string";
  const filesOf = (...names: string[]) => names.flatMap((name) => form.getAll(name)).filter(isFile);
  const body: Record<string, unknown> = { resumes: filesOf("resumeFile"), files: filesOf("files", "files[]") };
  for (const name of texts) if (form.has(name)) body[name] = form.get(name);
  for (const name of lists) if (form.has(`${name}[]`)) body[name] = form.getAll(`${name}[]`);
  if (form.has("createdAt")) body.createdAt = Number(form.get("createdAt"));
  const reason = form.get("archived[reason]");
  const archivedAt = form.get("archived[archivedAt]");
  if (reason !== null) body.archived = { reason, ...(archivedAt === null ? {} : { archivedAt: Number(archivedAt) }) };
  if (phonesInForms) body.phones = phonesOf(form);
  return body;
}

/** Reads the parts `phones[][type]` and `phones[][value]` in order. A repeated part starts the next phone. */
function phonesOf(form: FormData): Record<string, unknown>[] {
  const phones: Record<string, unknown>[] = [];
  for (const [name, value] of form) {
    const field = /^phones\[\]\[(type|value)\]$/.exec(name)?.[1];
    if (field === undefined) continue;
    const last = phones.at(-1);
    if (last && !(field in last)) last[field] = value;
    else phones.push({ [field]: value });
  }
  return phones;
}
