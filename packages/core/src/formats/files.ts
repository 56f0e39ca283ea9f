/** The types of resumes, by extension. */
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

/** The extension of a file's name or URL, in lower case without its dot; undefined if there is none. */
export function extensionOf(nameOrUrl: string): string | undefined {
  const path = nameOrUrl.replace(/^https?:\/\/[^/?#]*/i, "/").split(/[?#]/)[0] ?? "";
  return /[^/]\.([A-Za-z0-9]{1,5})$/.exec(path)?.[1]?.toLowerCase();
}

/** The media type of an extension. */
export function mediaTypeOf(extension: string | undefined): string | undefined {
  return extension === undefined ? undefined : types[extension];
}

/**
 * A file's name with the extension that fits: its own if it has one, else the URL's if resumes have such, else its media type's.
 * Default name `resume`.
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
  // The path of a URL often ends with the name of a program, as in download.php, which says nothing about the file.
  const extension = mediaTypeOf(ofUrl) ? ofUrl : (fromType ?? (file.contentType && ofUrl));
  return extension ? `${name}.${extension}` : name;
}

/** Divisible by three, so that the pieces join without padding between them. */
const pieceLength = 3 * 8192;

/** Bytes as base64, on every platform, piece by piece to limit memory. */
export function toBase64(bytes: Uint8Array): string {
  const pieces: string[] = [];
  for (let start = 0; start < bytes.length; start += pieceLength) {
    pieces.push(btoa(String.fromCharCode(...bytes.subarray(start, start + pieceLength))));
  }
  return pieces.join("");
}

/** The value of a Basic `Authorization` header, also for user names and passwords outside Latin 1. */
export function basicAuthorization(username: string, password = ""): string {
  return `Basic ${toBase64(new TextEncoder().encode(`${username}:${password}`))}`;
}
