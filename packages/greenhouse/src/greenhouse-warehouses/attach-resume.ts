import { ApiCallError, checkPublicUrl, type WarehouseContext } from "@hrflow-connectors/core";
import { extensionOf, fileNameFor } from "@hrflow-connectors/core/formats";
import type { Resume } from "@hrflow-connectors/hrflow-client/warehouses";
import { toBase64 } from "./base64";
import { whenReady } from "./when-ready";

/** A resume as it is sent: by an address that Greenhouse fetches, or with its bytes in base64. */
export type ResumeFile = { filename: string; url: string } | { filename: string; content: string; contentType: string };

/**
 * Sends a resume by its address, and with its bytes where Greenhouse does not take the address or the file's name needs
 * an extension that only the file tells. An address that is not public is neither fetched nor handed on.
 */
export async function attachResume(
  resume: Resume,
  { http, signal }: WarehouseContext,
  send: (file: ResumeFile) => Promise<unknown>,
): Promise<void> {
  const { href: url } = checkPublicUrl(resume.url);
  const { fileName } = resume;
  const filename = fileNameFor({ url, fileName });
  if (extensionOf(filename)) {
    try {
      await whenReady(() => send({ filename, url }), signal);
      return;
    } catch (error) {
      if (!isRefusal(error)) throw error;
    }
  }
  const { bytes, contentType } = await http.download(url);
  const file = { filename: fileNameFor({ url, fileName, contentType }), content: toBase64(bytes), contentType };
  await whenReady(() => send(file), signal);
}

/** Greenhouse read the call and did not take what it says. */
function isRefusal(error: unknown): boolean {
  return ApiCallError.isInstance(error) && (error.status === 400 || error.status === 422);
}
