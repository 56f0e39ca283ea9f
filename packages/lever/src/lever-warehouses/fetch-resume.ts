import { describeError, type Http } from "@hrflow-connectors/core";
import { extensionOf, fileNameFor } from "@hrflow-connectors/core/formats";
import type { LeverOpportunityItem } from "../formats/lever-items";

/** A resume in hand; `isResume` says whether Lever takes it as one, or only as a plain file. */
export interface FetchedResume {
  file?: File;
  isResume: boolean;
  warnings: string[];
}

/** Types that Lever takes at the creation of an opportunity. */
const accepted = new Set(["docx", "doc", "js", "jpg", "jpeg", "png", "pdf", "txt"]);

/** Downloads the resume. A download that fails costs the resume, not the person. */
export async function fetchResume(resume: LeverOpportunityItem["resume"], http: Http): Promise<FetchedResume> {
  if (!resume) return { isResume: false, warnings: [] };
  try {
    const { bytes, contentType } = await http.download(resume.url, { fileName: resume.fileName });
    const name = fileNameFor({ ...resume, contentType });
    const file = new File([bytes], name, { type: contentType });
    return { file, isResume: accepted.has(extensionOf(name) ?? ""), warnings: [] };
  } catch (error) {
    return { isResume: false, warnings: [`the resume was not sent: ${describeError(error).message}`] };
  }
}
