import {
  ApiCallError,
  describeError,
  InputError,
  ResponseShapeError,
  type WarehouseContext,
} from "@hrflow-connectors/core";
import { extensionOf, fileNameFor, toBase64 } from "@hrflow-connectors/core/formats";
import type { Resume } from "@hrflow-connectors/hrflow-client/warehouses";
import { whenReady } from "./when-ready";

/** A resume as it is sent: by an address that Greenhouse fetches, or with its bytes in base64. */
export type ResumeFile = { filename: string; url: string } | { filename: string; content: string; contentType: string };

/**
 * Sends a resume by its address, and with its bytes where Greenhouse does not take the address or the file's name needs
 * an extension that only the file tells. An address that is not public is neither fetched nor handed on. `leaveOpen` is called
 * when the record that it belongs to does not show.
 */
export async function attachResume<Answer>(
  resume: Resume,
  { http, signal }: WarehouseContext,
  leaveOpen: () => void,
  send: (file: ResumeFile) => Promise<Answer>,
): Promise<Answer> {
  const { href: url } = await http.checkUrl(resume.url);
  const { fileName } = resume;
  const filename = fileNameFor({ url, fileName });
  if (extensionOf(filename)) {
    try {
      return await whenReady(() => send({ filename, url }), signal, leaveOpen);
    } catch (error) {
      if (!isRefusal(error)) throw error;
    }
  }
  const { bytes, contentType } = await http.download(url, { fileName }).catch(refuseFile);
  const file = { filename: fileNameFor({ url, fileName, contentType }), content: toBase64(bytes), contentType };
  return whenReady(() => send(file), signal, leaveOpen);
}

/** Whether a file of this name is the resume; an extension that only the file tells may be any. */
export function isResumeName(filename: string, { url, fileName }: Resume): boolean {
  const expected = fileNameFor({ url, fileName });
  return filename === expected || (!extensionOf(expected) && filename.startsWith(`${expected}.`));
}

/** A file that is no good says nothing of what Greenhouse did. */
function refuseFile(error: unknown): never {
  if (!ResponseShapeError.isInstance(error)) throw error;
  throw new InputError(describeError(error).message, { cause: error });
}

/** Greenhouse read the call and did not take what it says. */
function isRefusal(error: unknown): boolean {
  return ApiCallError.isInstance(error) && (error.status === 400 || error.status === 422);
}
