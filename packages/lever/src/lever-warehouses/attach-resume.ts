import { describeError, type FileReference, InputError, multipart } from "@hrflow-connectors/core/connector";
import { extensionOf } from "@hrflow-connectors/core/formats";
import type { OpportunityContext } from "./opportunity-parameters";

/** How an opportunity gets its resume: decided before the create, and stored with it. */
export interface ResumePlan {
  /**
   * `sent`: with the create. `file`: as a plain file after it, because Lever does not accept the type as a resume. `late`: as a plain
   * file after it, because the download failed. `none`: not at all.
   */
  resume: "sent" | "file" | "late" | "none";
  warnings: string[];
}

export interface FetchedResume {
  plan: ResumePlan;
  file?: File;
  /** Why the file is missing. */
  error?: unknown;
}

/** The extensions of the files that Lever accepts as a resume when it creates an opportunity. */
export const resumeTypes = ["docx", "doc", "js", "jpg", "jpeg", "png", "pdf", "txt"];

/** Downloads the resume. A failed download costs the resume, not the person. */
export async function fetchResume(
  resume: FileReference | undefined,
  { download }: Pick<OpportunityContext, "download">,
): Promise<FetchedResume> {
  if (!resume) return { plan: { resume: "none", warnings: [] } };
  try {
    const file = await download(resume);
    const isAccepted = resumeTypes.includes(extensionOf(file.name) ?? "");
    return { plan: { resume: isAccepted ? "sent" : "file", warnings: [] }, file };
  } catch (error) {
    const { message, retryable } = describeError(error);
    const warnings = retryable ? [] : [`the resume was not sent: ${message}`];
    return { plan: { resume: retryable ? "late" : "none", warnings }, error };
  }
}

/** How long a created record may be invisible. Lever's documentation does not say: this margin is ours. */
export const visibleAfterMs = 2_000;

/**
 * Adds the resume as a plain file: Lever accepts a resume only with the create of its opportunity. Resolves to whether Lever has it, or
 * may have it; in a run that was stopped, the next one tells.
 */
export async function addResumeFile(
  { api, parameters, optional, warn, isUnknown, signal }: OpportunityContext,
  { id, resume: plan }: { id: string } & ResumePlan,
  resume: () => Promise<FetchedResume>,
): Promise<boolean> {
  const name = `resume file of ${id}`;
  const path = { opportunity: id };
  const params = { path, query: { perform_as: parameters.performAs } };
  const fileToAdd = async () => {
    const { file, error } = await resume();
    if (file) return file;
    if (error === undefined) throw new InputError("the profile no longer has a resume");
    const { message, retryable } = describeError(error);
    // Without the error as its cause: a 401 of the file's server does not refuse Lever's credential.
    throw retryable ? error : new InputError(message);
  };
  const added = await optional(
    name,
    {
      sent: async () => ({ name: (await fileToAdd()).name }),
      async create(): Promise<{ data?: { id?: string } }> {
        const file = await fileToAdd();
        return api.POST("/opportunities/{opportunity}/files", { params, ...multipart({ file }) });
      },
      keep: ({ data }) => ({ id: data?.id }),
      async find(_, sent) {
        const list = await api.GET("/opportunities/{opportunity}/files", { params: { path } });
        const files = Array.isArray(list) ? list : list.data;
        // One is enough: the opportunity is ours, so a file of this name is the resume.
        const found = files.find(({ name }) => name === sent.name);
        return found ? { data: found } : null;
      },
      visibleAfterMs,
    },
    id,
  );
  if (added && plan === "late") {
    warn("the resume could not be downloaded before the opportunity was created: it was added as a plain file", id);
  }
  return added !== undefined || isUnknown(name) || signal.aborted;
}
