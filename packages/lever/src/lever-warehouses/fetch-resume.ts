import { describeError, type Http } from "@hrflow-connectors/core";
import { extensionOf, fileNameFor } from "@hrflow-connectors/core/formats";
import type { LeverOpportunityItem } from "../formats/lever-items";

/** A resume in hand; `isResume` says whether Lever takes it as one, or only as a plain file. */
export interface FetchedResume {
  file?: File;
  isResume: boolean;
  /** Why there is no file. */
  fault?: { error: unknown; message: string; mayPass: boolean };
}

/** Types that Lever takes at the creation of an opportunity. */
const accepted = new Set(["docx", "doc", "js", "jpg", "jpeg", "png", "pdf", "txt"]);

/** Downloads the resume. A download that fails costs the resume, not the person. */
export async function fetchResume(resume: LeverOpportunityItem["resume"], http: Http): Promise<FetchedResume> {
  if (!resume) return { isResume: false };
  try {
    const { bytes, contentType } = await http.download(resume.url, { fileName: resume.fileName });
    const name = fileNameFor({ ...resume, contentType });
    const file = new File([bytes], name, { type: contentType });
    return { file, isResume: accepted.has(extensionOf(name) ?? "") };
  } catch (error) {
    const { message, retryable } = describeError(error);
    return { isResume: false, fault: { error, message: `the resume was not sent: ${message}`, mayPass: retryable } };
  }
}
