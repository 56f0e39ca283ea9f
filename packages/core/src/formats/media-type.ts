/** The types in which people keep resumes, by extension. */
const types: Record<string, string> = {
  pdf: "application/pdf",
  doc: "application/msword",
  docx: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
  odt: "application/vnd.oasis.opendocument.text",
  rtf: "application/rtf",
  txt: "text/plain",
  html: "text/html",
  png: "image/png",
  jpg: "image/jpeg",
  jpeg: "image/jpeg",
  gif: "image/gif",
  bmp: "image/bmp",
  tiff: "image/tiff",
  ppt: "application/vnd.ms-powerpoint",
  pptx: "application/vnd.openxmlformats-officedocument.presentationml.presentation",
};

/** The extension of a file's name or address, in lower case without its dot; undefined when there is none. */
export function extensionOf(nameOrUrl: string): string | undefined {
  const path = nameOrUrl.replace(/^https?:\/\/[^/?#]*/i, "/").split(/[?#]/)[0] ?? "";
  return /[^/]\.([A-Za-z0-9]{1,5})$/.exec(path)?.[1]?.toLowerCase();
}

/** The media type that goes with an extension. */
export function mediaTypeOf(extension: string | undefined): string | undefined {
  return extension === undefined ? undefined : types[extension];
}

/**
 * A file's name with the extension that fits it: its own where it has one, else the address's if resumes have such, else its
 * media type's. Default name `resume`.
 */
export function fileNameFor(file: {
  url: string;
  fileName?: string | undefined;
  contentType?: string | undefined;
}): string {
  const name = file.fileName?.replace(/[/\\"\r\n]+/g, "_") || "resume";
  if (extensionOf(name)) return name;
  const fromType = Object.keys(types).find((extension) => types[extension] === file.contentType);
  const ofUrl = extensionOf(file.url);
  // An address often ends as the program that answers is called, as in download.php: what comes is not known before.
  const extension = mediaTypeOf(ofUrl) ? ofUrl : (fromType ?? (file.contentType && ofUrl));
  return extension ? `${name}.${extension}` : name;
}
