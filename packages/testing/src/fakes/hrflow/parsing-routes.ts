import type { FakeBase, FakeResponse, FakeRoute } from "../engine/fake-types";
import { emailOf, findContainer, objectsIn, profileKind } from "./hrflow-kinds";
import { type Call, failure, invalid, noContainer, notFound, success } from "./hrflow-responses";
import { type HrflowContainer, type HrflowObject, type HrflowState, hrflowKey, hrflowTime } from "./hrflow-state";
import { readObject, storedObject } from "./stored-object";

const extensions = [
  ...[".pdf", ".png", ".jpg", ".jpeg", ".bmp", ".doc", ".docx", ".odt"],
  ...[".rtf", ".odp", ".ppt", ".pptx"],
];

/** Returns the routes that take a file of a profile, and list the files. The fake stores a file but does not parse it. */
export function parsingRoutes(parsedAfterMs: number): FakeRoute<HrflowState>[] {
  return [
    { method: "POST", path: "/profile/parsing/file", handle: (call) => parse(call, parsedAfterMs) },
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

/** A used reference parses the profile again, which keeps what it has. */
function parse({ state, form, now }: Call, parsedAfterMs: number): FakeResponse {
  const text = (name: string) => {
    const value = form?.get(name);
    return typeof value === "string" && value !== "" ? value : undefined;
  };
  const source = findContainer(profileKind, state, text("source_key"));
  if (!source) return noContainer(profileKind);
  const file = form?.get("file");
  if (!(file instanceof File)) return invalid(profileKind);
  const extension = extensionOf(file);
  if (!extensions.includes(extension)) return failure(400, `Invalid file extension: ${extension}`);
  const lists = listsOf(text);
  if (!lists) return invalid(profileKind);
  const written = { reference: text("reference"), created_at: text("created_at"), ...lists };
  const store = () => storeProfile(state, source, { file, key: text("key"), written, now: now() });
  if (source.sync_parsing) {
    const profile = readObject(store());
    return success(201, "Profile parsed successfully. Profile extraction finished in 3.08 seconds.", { profile });
  }
  if (parsedAfterMs <= 0) store();
  else state.queue.push({ readyAt: now() + parsedAfterMs, store });
  return success(202, "Your profile as been sent successfully to the Parsing Queue.", []);
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
  written: Record<string, unknown>;
  now: number;
}

function storeProfile(state: HrflowState, source: HrflowContainer, { file, key, written, now }: ParsedFile) {
  const previous = objectsIn(state, profileKind, source.key).find(
    (profile) => profile.archived_at === null && isSame(profile, key, written.reference),
  );
  const id = previous?.id ?? state.nextId++;
  const attachment = attachmentOf(state, file, now);
  const known = { kind: profileKind, container: source, now, id, key: previous?.key ?? key ?? hrflowKey(id), previous };
  const stored = storedObject({ text: "", ...previous, ...written }, known) as HrflowState["profiles"][number];
  stored.attachments = [...((previous?.attachments as unknown[] | undefined) ?? []), attachment];
  if (previous) Object.assign(previous, stored);
  else state.profiles.push(stored);
  return stored;
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
