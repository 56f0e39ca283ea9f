import {
  describeError,
  type FileLimits,
  type FileReference,
  InputError,
  type WriteContext,
} from "@hrflow-connectors/core/connector";
import { bare, extensionOf, instant, line, listOf } from "@hrflow-connectors/core/formats";
import type { HrflowAttachment, HrflowProfile } from "../hrflow-types";

/** A person's resume: its URL, and the name for the file. */
export interface Resume {
  url: string;
  fileName?: string;
}

/** The newest attachment of type `resume`, else of type `original`, else the first that has a URL. */
export function chooseResume(profile: HrflowProfile): Resume | undefined {
  const files = listOf(profile.attachments).filter((file) => bare(file.public_url));
  const chosen = newest(files, "resume") ?? newest(files, "original") ?? files[0];
  const url = bare(chosen?.public_url);
  if (!chosen || !url) return undefined;
  const fileName = fileNameOf(chosen);
  return fileName ? { url, fileName } : { url };
}

function newest(files: HrflowAttachment[], type: string): HrflowAttachment | undefined {
  const time = (file: HrflowAttachment) =>
    instant(file.created_at) ?? instant(file.updated_at) ?? Number.NEGATIVE_INFINITY;
  return files.filter((file) => file.type === type).sort((a, b) => time(b) - time(a))[0];
}

/** HrFlow.ai keeps the extension beside the name, which is often just `resume`. */
function fileNameOf(file: HrflowAttachment): string | undefined {
  const name = line(file.original_file_name) ?? line(file.file_name);
  const extension = bare(file.extension)?.replace(/^\.*/, ".");
  if (!name || !extension || name.toLowerCase().endsWith(extension.toLowerCase())) return name;
  return `${name}${extension}`;
}

/**
 * Throws `InputError` if the vendor does not accept a file, by its extension or its size. Declare the limits as `write.files` as well.
 *
 * @example
 * checkFile(await download(resume), { types: ["pdf", "docx"], maxBytes: 5 * 1024 * 1024 });
 */
export function checkFile(file: File, { types, maxBytes = Infinity }: FileLimits): void {
  const extension = extensionOf(file.name) ?? "unknown";
  if (types && !types.includes(extension))
    throw new InputError(`the vendor accepts no files of type ${extension}, only ${types.join(", ")}`);
  if (file.size > maxBytes) throw new InputError(`the vendor accepts no files of more than ${maxBytes} bytes`);
}

/**
 * Returns a loader of the file that has to go with a create, since the vendor takes none later. The loader downloads once, and throws
 * errors that another run may not have. Otherwise, without a `file`, `lacks` says why: the download failed, or the file is
 * beyond the vendor's limits.
 */
export function fetchForCreate(
  file: FileReference | undefined,
  limits: FileLimits,
  { download }: Pick<WriteContext<never, unknown>, "download">,
): () => Promise<{ file?: File; lacks: string | null }> {
  const load = async () => {
    if (!file) return { lacks: null };
    try {
      const loaded = await download(file);
      checkFile(loaded, limits);
      return { file: loaded, lacks: null };
    } catch (error) {
      const { message, retryable, code } = describeError(error);
      if (retryable || code === "configuration") throw error;
      return { lacks: `the file was not sent: ${message}` };
    }
  };
  let loaded: ReturnType<typeof load> | undefined;
  return () => {
    loaded ??= load();
    return loaded;
  };
}
