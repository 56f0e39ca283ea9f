import type { FakeBase, FakeResponse, FakeRoute } from "../engine/fake-types";
import { emailOf, findContainer, isObject, objectsIn, profileKind } from "./hrflow-kinds";
import { type Call, failure, invalid, noContainer, notFound, success } from "./hrflow-responses";
import {
  epochMs,
  type HrflowContainer,
  type HrflowObject,
  type HrflowState,
  hrflowKey,
  hrflowTime,
} from "./hrflow-state";
import { readObject, storedObject } from "./stored-object";

const extensions = [
  ...[".pdf", ".png", ".jpg", ".jpeg", ".bmp", ".doc", ".docx", ".odt"],
  ...[".rtf", ".odp", ".ppt", ".pptx"],
];

/** How files are parsed. */
export interface ParsingSettings {
  /** How long a file is in the queue before its profile is stored. Default 0: it is stored immediately. */
  parsedAfterMs?: number | undefined;
  /** Returns the fields that a file yields, or null if it cannot be parsed: it is never stored then. Default: no fields. */
  parseFile?: ((file: File) => FileFields | null | Promise<FileFields | null>) | undefined;
  /** Whether a file that is parsed into a stored profile replaces its fields. Default: it only fills those that are empty. */
  parsingReplaces?: boolean | undefined;
}

type FileFields = Record<string, unknown>;

/** Returns the routes that take a file of a profile, and list the files. */
export function parsingRoutes(settings: ParsingSettings): FakeRoute<HrflowState>[] {
  return [
    { method: "POST", path: "/profile/parsing/file", handle: (call) => parse(call, settings) },
    { method: "GET", path: "/profile/indexing/attachments", handle: listAttachments },
  ];
}

const filesUrl = "https://files.hrflow.example";

/** The host of the files, which needs no credential. */
export const fileHost: FakeBase<HrflowState> = {
  url: filesUrl,
  routes: [{ method: "GET", path: "/{alt}/{name}", handle: download }],
};

async function download({ state, params }: Call): Promise<FakeResponse> {
  const file = state.files.get(params.alt ?? "");
  if (!file) return { status: 404 };
  const headers = { "content-type": file.type || "application/octet-stream" };
  return { status: 200, body: new Uint8Array(await file.arrayBuffer()), headers };
}

/** Stores the profiles of which the file was in the queue for long enough. */
export function storeParsed({ queue }: HrflowState, now: number): void {
  for (const [index, entry] of [...queue.entries()].reverse()) {
    if (entry.readyAt > now) continue;
    queue.splice(index, 1);
    entry.store();
  }
}

/** A used reference parses the profile again. */
async function parse({ state, form, now, strict }: Call, settings: ParsingSettings): Promise<FakeResponse> {
  const { parsedAfterMs = 0, parseFile = () => ({}), parsingReplaces = false } = settings;
  const text = (name: string) => {
    const value = form?.get(name);
    return typeof value === "string" && value !== "" ? value : undefined;
  };
  const source = findContainer(profileKind, state, text("source_key"));
  if (!source) return noContainer(profileKind);
  const file = form?.get("file");
  if (!form || !(file instanceof File) || (strict && !isStrictForm(form, file))) return invalid(profileKind);
  const extension = extensionOf(file);
  if (!extensions.includes(extension)) return failure(400, `Invalid file extension: ${extension}`);
  const lists = listsOf(text);
  if (!lists || (strict && !Object.values(lists).flat().every(isObject))) return invalid(profileKind);
  const written = { reference: text("reference"), created_at: text("created_at"), ...lists };
  const fields = await parseFile(file);
  const parsed = { file, key: text("key"), fields: fields ?? {}, written, parsingReplaces };
  const store = () => storeProfile(state, source, parsed, now());
  if (source.sync_parsing) {
    if (!fields) return failure(400, "Invalid parameters. The file could not be parsed");
    const profile = readObject(store());
    return success(201, "Profile parsed successfully. Profile extraction finished in 3.08 seconds.", { profile });
  }
  if (fields && parsedAfterMs <= 0) store();
  else if (fields) state.queue.push({ readyAt: now() + parsedAfterMs, store });
  return success(202, "Your profile as been sent successfully to the Parsing Queue.", []);
}

const formParts = new Set([
  ...["file", "source_key", "key", "reference", "content_type", "profile_content_type", "created_at"],
  ...["tags", "metadatas", "labels", "sync_parsing", "sync_parsing_indexing", "webhook_parsing_sending", "debugger"],
]);

/** Whether every part is known and sent once, flags are digits, the time is one, and the file has a content. */
function isStrictForm(form: FormData, file: File): boolean {
  const names = [...form.keys()];
  const flags = ["sync_parsing", "sync_parsing_indexing", "webhook_parsing_sending"].map((name) => form.get(name));
  const createdAt = form.get("created_at");
  return (
    names.every((name) => formParts.has(name)) &&
    new Set(names).size === names.length &&
    flags.every((flag) => flag === null || flag === "0" || flag === "1") &&
    (createdAt === null || epochMs(createdAt) > 0) &&
    file.size > 0
  );
}

/** Reads the lists, which are JSON text. */
function listsOf(text: (name: string) => string | undefined): Record<string, unknown[]> | undefined {
  try {
    const sent = ["tags", "metadatas", "labels"].filter((name) => text(name) !== undefined);
    const lists = sent.map((name) => [name, JSON.parse(text(name) ?? "")] as const);
    return lists.every(([, list]) => Array.isArray(list)) ? Object.fromEntries(lists) : undefined;
  } catch {
    return undefined;
  }
}

interface ParsedFile {
  file: File;
  key: string | undefined;
  fields: FileFields;
  written: FileFields;
  parsingReplaces: boolean;
}

function storeProfile(state: HrflowState, source: HrflowContainer, parsed: ParsedFile, now: number) {
  const { file, key, fields, written, parsingReplaces } = parsed;
  const previous = objectsIn(state, profileKind, source.key).find(
    (profile) => profile.archived_at === null && isSame(profile, key, written.reference),
  );
  const id = previous?.id ?? state.nextId++;
  const attachment = attachmentOf(state, file, now);
  const known = { kind: profileKind, container: source, now, id, key: previous?.key ?? key ?? hrflowKey(id), previous };
  const kept = parsingReplaces ? { reference: previous?.reference } : filled(fields, previous ?? {});
  const merged = { text: "", ...fields, ...kept, ...withoutAbsent(written) };
  const stored = storedObject(merged, known) as HrflowState["profiles"][number];
  stored.attachments = [...((previous?.attachments as unknown[] | undefined) ?? []), attachment];
  if (previous) Object.assign(previous, stored);
  else state.profiles.push(stored);
  return stored;
}

/** Fields of a stored profile, with those of a file where they are empty. */
function filled(fields: FileFields, previous: FileFields): FileFields {
  const isEmpty = (value: unknown) =>
    value === null || value === undefined || value === "" || (Array.isArray(value) && value.length === 0);
  const merge = (name: string, value: unknown) => {
    if (isEmpty(value)) return fields[name] ?? value;
    return name === "info" && isObject(value) && isObject(fields.info) ? filled(fields.info, value) : value;
  };
  const names = Object.keys({ ...fields, ...previous });
  return Object.fromEntries(names.map((name) => [name, merge(name, previous[name])]));
}

function withoutAbsent(written: FileFields): FileFields {
  return Object.fromEntries(Object.entries(written).filter(([, value]) => value !== undefined));
}

function isSame(profile: HrflowObject, key: string | undefined, reference: unknown): boolean {
  if (key !== undefined) return profile.key === key;
  return reference !== undefined && profile.reference === reference;
}

function attachmentOf(state: HrflowState, file: File, now: number) {
  const alt = hrflowKey(state.nextId++);
  state.files.set(alt, file);
  const extension = extensionOf(file);
  const time = hrflowTime(now);
  return {
    ...{ type: "resume", alt, file_size: file.size, file_name: "resume", extension },
    original_file_name: file.name.slice(0, file.name.length - extension.length),
    public_url: `${filesUrl}/${alt}/resume${extension}`,
    ...{ created_at: time, updated_at: time },
  };
}

const extensionOf = ({ name }: File) => /\.[^.]+$/.exec(name)?.[0].toLowerCase() ?? "";

function listAttachments({ state, query }: Call): FakeResponse {
  const source = findContainer(profileKind, state, query.get("source_key"));
  if (!source) return noContainer(profileKind);
  const key = query.get("key");
  const reference = query.get("reference");
  const email = query.get("email") ?? query.get("profile_email");
  const found = objectsIn(state, profileKind, source.key).find((profile) => {
    if (reference !== null) return profile.reference === reference;
    return key !== null ? profile.key === key : email !== null && emailOf(profile) === email;
  });
  return found ? success(200, "Profile attachment list", found.attachments) : notFound(profileKind);
}
