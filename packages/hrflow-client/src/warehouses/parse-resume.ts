import {
  ApiCallError,
  describeError,
  multipart,
  ResponseShapeError,
  type WriteContext,
} from "@hrflow-connectors/core/connector";
import { extensionOf, listOf } from "@hrflow-connectors/core/formats";
import type { HrflowPaths, HrflowProfile, HrflowProfileWrite } from "../hrflow-types";
import { dataOf } from "./hrflow-connection";
import type { HrflowProfileItem } from "./profile-fields";

type Context = WriteContext<HrflowPaths, { sourceKey: string; parsingWaitMs: number }>;

/** What a profile's metadatas remember of its resume across runs, by the SHA-256 of the file. */
export interface ResumeMarks {
  /** The file that was parsed and merged, or that HrFlow.ai refuses. */
  done?: string | undefined;
  /** The file that is being sent, or that HrFlow.ai is parsing. */
  pending?: PendingResume | undefined;
}

export interface PendingResume {
  sha256: string;
  /** How often it was sent, unless HrFlow.ai rejected the request. */
  attempts: number;
  /** The files that the profile had before, as `filesOf` tells them; `new` if parsing creates the profile. */
  before: string;
}

const doneName = "hrflow_connectors_resume_sha256";
const pendingName = "hrflow_connectors_resume_pending";

/** HrFlow.ai reports no failed parsing: a file that never shows up is not sent again and again. */
export const maxAttempts = 5;

export function resumeMarks({ metadatas }: HrflowProfile): ResumeMarks {
  const markOf = (name: string) => listOf(metadatas).find((one) => one.name === name)?.value;
  const done = markOf(doneName);
  const [sha256, attempts, before] = String(markOf(pendingName) ?? "").split(" ");
  return {
    ...(done ? { done: String(done) } : {}),
    ...(sha256 && before ? { pending: { sha256, attempts: Number(attempts), before } } : {}),
  };
}

/** The profile with these marks, in place of others. */
export function withMarks<Profile extends Pick<HrflowProfileWrite, "metadatas">>(
  profile: Profile,
  { done, pending }: ResumeMarks,
): Profile {
  const marks = [
    ...(done === undefined ? [] : [{ name: doneName, value: done }]),
    ...(pending ? [{ name: pendingName, value: `${pending.sha256} ${pending.attempts} ${pending.before}` }] : []),
  ];
  const isMark = ({ name }: { name: string }) => name === doneName || name === pendingName;
  const isKept = (one: { name: string; value?: unknown }) =>
    !isMark(one) || marks.some(({ name, value }) => one.name === name && one.value === value);
  const kept = listOf(profile.metadatas).filter(isKept);
  const added = marks.filter(({ name }) => !kept.some((one) => one.name === name));
  return kept.length + added.length > 0 ? { ...profile, metadatas: [...kept, ...added] } : profile;
}

/** Whether the profile shows what parsing the file has changed. */
export async function hasArrived(profile: HrflowProfile, { sha256, before }: PendingResume): Promise<boolean> {
  if (sha256 === unfetched.sha256) return false;
  const files = await filesOf(profile);
  if (before !== "new") return files !== before;
  // A source may keep no files. The mark was sent with the file.
  return files !== noFiles || resumeMarks(profile).pending !== undefined;
}

export const noFiles = "none";

/** What changes when a file is parsed into a profile. */
export async function filesOf({ attachments }: Pick<HrflowProfile, "attachments">): Promise<string> {
  const files = listOf(attachments).map(({ alt, file_size, updated_at }) => [alt, file_size, updated_at]);
  return files.length === 0 ? noFiles : (await sha256Of(new TextEncoder().encode(JSON.stringify(files)))).slice(0, 16);
}

export interface FetchedResume {
  file: File;
  sha256: string;
}

/** @see https://developers.hrflow.ai/reference/parse-a-resume */
const parsedExtensions = new Set([
  ...["pdf", "png", "jpg", "jpeg", "bmp", "doc", "docx", "odt", "rtf", "odp", "ppt", "pptx"],
]);

/** The mark of a file that could not be fetched yet: the next run sends it, also where existing profiles are left as they are. */
export const unfetched: PendingResume = { sha256: "unfetched", attempts: 0, before: noFiles };

/**
 * The resume of an item. One that cannot be fetched, or that HrFlow.ai does not parse, costs the resume and not the person; `later`, if
 * another run may fetch it.
 */
export async function fetchResume(
  { resume }: HrflowProfileItem,
  { download, warn, warnPending, signal }: Context,
): Promise<FetchedResume | "later" | undefined> {
  if (!resume) return undefined;
  try {
    const file = await download(resume);
    const extension = extensionOf(file.name);
    if (extension && parsedExtensions.has(extension)) {
      return { file, sha256: await sha256Of(await file.arrayBuffer()) };
    }
    warn(`the resume was not sent: HrFlow.ai parses no ${extension ? `.${extension} files` : "files of unknown type"}`);
  } catch (error) {
    const { code, message, retryable } = describeError(error);
    if (signal.aborted || code === "configuration") throw error;
    // The origin's credential may be put right. A public address that needs a login stays as it is.
    if (retryable || (code === "authentication_failed" && !("url" in resume))) {
      warnPending(`the resume was not sent yet: ${message}`);
      return "later";
    }
    warn(`the resume was not sent: ${message}`);
  }
  return undefined;
}

/**
 * How parsing a file ended: with the profile that holds it; `refused` for good; `rejected` for now, as without quota; or `later`, if
 * another run may find it parsed.
 */
export type Parsed = HrflowProfile | "refused" | "rejected" | "later";

/**
 * Sends a file to be parsed into a profile, which is created if it does not exist. Waits for a limited time if HrFlow.ai queues the file. A
 * failure is a warning. `find` reads the profile.
 */
export async function parseResume(
  { file }: FetchedResume,
  pending: PendingResume,
  profile: HrflowProfileWrite & { reference: string },
  context: Context,
  find: () => Promise<HrflowProfile | null>,
): Promise<Parsed> {
  const { warn, signal } = context;
  try {
    const response = await send(file, profile, context);
    if (response) return response;
  } catch (error) {
    const { code, message } = describeError(error);
    if (signal.aborted || code === "authentication_failed") throw error;
    const isCertain = ApiCallError.isInstance(error) && error.status >= 400 && error.status < 500;
    warn(`the resume ${isCertain ? "was not added" : "may be missing"}: ${message}`);
    if (!isCertain) return "later";
    // The file itself is refused: sending it again cannot succeed.
    return [400, 413, 415, 422].includes(error.status) ? "refused" : "rejected";
  }
  return (await waitUntilParsed(pending, context, find)) ?? "later";
}

/** The profile, if the source parses in real time. */
async function send(
  file: File,
  { reference, created_at, ...profile }: HrflowProfileWrite & { reference: string },
  { api, parameters }: Context,
): Promise<HrflowProfile | undefined> {
  const lists = (["tags", "metadatas", "labels"] as const).flatMap((name) => {
    const list = listOf<object>(profile[name]);
    return list.length > 0 ? [[name, JSON.stringify(list)]] : [];
  });
  const envelope = await api.POST("/profile/parsing/file", {
    ...multipart({
      file,
      source_key: parameters.sourceKey,
      reference,
      ...(created_at ? { created_at } : {}),
      ...(Object.fromEntries(lists) as { tags?: string; metadatas?: string; labels?: string }),
      sync_parsing_indexing: "1" as const,
    }),
  });
  const { data } = dataOf({ ...envelope, data: { data: envelope.data as unknown } });
  if (typeof data !== "object" || data === null)
    throw new ResponseShapeError("HrFlow.ai responded with success, but without the state of the parsing");
  const { profile: parsed } = data as { profile?: HrflowProfile | null };
  return parsed?.reference === reference && (parsed.key || parsed.id) ? parsed : undefined;
}

const firstPauseMs = 1_000;
const longestPauseMs = 5_000;

async function waitUntilParsed(
  pending: PendingResume,
  { parameters, sleep, warn, signal }: Context,
  find: () => Promise<HrflowProfile | null>,
): Promise<HrflowProfile | undefined> {
  const until = performance.now() + parameters.parsingWaitMs;
  let problem = "";
  try {
    for (let pauseMs = firstPauseMs; performance.now() < until; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
      await sleep(Math.min(pauseMs, until - performance.now()));
      const profile = await find();
      if (profile && (await hasArrived(profile, pending))) return profile;
    }
  } catch (error) {
    const { code, message } = describeError(error);
    if (signal.aborted || code === "authentication_failed") throw error;
    problem = ` (${message})`;
  }
  warn(`the resume is pending: HrFlow.ai still parses it${problem}; the next run completes the profile`);
  return undefined;
}

async function sha256Of(bytes: BufferSource): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
