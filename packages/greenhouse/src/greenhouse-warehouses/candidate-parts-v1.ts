import type { WriteContext } from "@hrflow-connectors/core/connector";
import { listOf, trimmed } from "@hrflow-connectors/core/formats";
import type { Resume } from "@hrflow-connectors/hrflow-client/warehouses";
import type { CheckedV1Credential } from "../greenhouse-credentials";
import type { GreenhouseHarvestV1Paths } from "../greenhouse-types";
import { acceptedContentType, attachResume, isResumeName, type ResumeFile, whenReady } from "./attach-resume";
import { visibleAfterMs } from "./responses";

/** What a writer by Harvest v1 works with. */
export type V1Context = WriteContext<GreenhouseHarvestV1Paths, CheckedV1Credential>;

export function noteBody(body: string, parameters: CheckedV1Credential) {
  return { user_id: Number(parameters.onBehalfOf), body, visibility: "public" as const };
}

/** Every write names the user that it is done for. */
export function onBehalfOf(parameters: CheckedV1Credential) {
  return { "On-Behalf-Of": Number(parameters.onBehalfOf) };
}

/** Resolves to whether Greenhouse has the resume, or may have it; in a run that was stopped, the next one tells. */
export async function addResume(
  id: number,
  resume: Resume,
  fetched: () => Promise<ResumeFile>,
  context: V1Context,
): Promise<boolean> {
  const { api, checkUrl, isUnknown, optional, parameters, signal, sleep } = context;
  const path = { id };
  const params = { path, header: onBehalfOf(parameters) };
  const added = await optional("resume", {
    sent: async () => void (await checkUrl(resume.url)),
    create: (): Promise<object> =>
      attachResume(resume, fetched, context, async (file) =>
        api.POST("/candidates/{id}/attachments", { params, body: attachmentOf(file) }),
      ),
    // Harvest v1 shows no ids of attachments.
    keep: () => ({}),
    async find() {
      const read = () => api.GET("/candidates/{id}", { params: { path } });
      const { attachments } = await whenReady(read, sleep);
      // The first will do: the candidate is ours.
      const isMatch = listOf(attachments).some(
        ({ type, filename }) => type === "resume" && isResumeName(filename, resume),
      );
      return isMatch ? {} : null;
    },
    visibleAfterMs,
  });
  return added !== undefined || isUnknown("resume") || signal.aborted;
}

export async function addNote(name: string, id: number, note: string, context: V1Context): Promise<void> {
  const { api, optional, parameters, sleep } = context;
  const path = { id };
  const params = { path, header: onBehalfOf(parameters) };
  const add = () => api.POST("/candidates/{id}/activity_feed/notes", { params, body: noteBody(note, parameters) });
  await optional(name, {
    create: (): Promise<object> => whenReady(add, sleep),
    keep: () => ({}),
    async find() {
      const feed = await api.GET("/candidates/{id}/activity_feed", { params: { path } });
      return listOf(feed.notes).some(({ body }) => trimmed(body) === trimmed(note)) ? {} : null;
    },
    visibleAfterMs,
  });
}

function attachmentOf(file: ResumeFile) {
  const { filename } = file;
  const common = { filename, type: "resume" as const };
  if ("url" in file) return { ...common, url: file.url };
  return { ...common, content: file.content, content_type: acceptedContentType(filename, file.contentType) };
}
