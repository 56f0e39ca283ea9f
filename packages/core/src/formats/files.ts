import { line } from "./values";

/** The types of resumes, by extension. Where several belong to one type, the first is given to files without one. */
const types: Record<string, string> = {
  pdf: "application/pdf",
  doc: "application/msword",
  docx: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
  odt: "application/vnd.oasis.opendocument.text",
  rtf: "application/rtf",
  txt: "text/plain",
  html: "text/html",
  htm: "text/html",
  xhtml: "text/html",
  csv: "text/csv",
  json: "application/json",
  xml: "application/xml",
  png: "image/png",
  jpg: "image/jpeg",
  jpeg: "image/jpeg",
  jfif: "image/jpeg",
  jpe: "image/jpeg",
  pjpeg: "image/jpeg",
  gif: "image/gif",
  bmp: "image/bmp",
  tiff: "image/tiff",
  tif: "image/tiff",
  webp: "image/webp",
  heic: "image/heic",
  ppt: "application/vnd.ms-powerpoint",
  pptx: "application/vnd.openxmlformats-officedocument.presentationml.presentation",
  xls: "application/vnd.ms-excel",
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
};

/** Other extensions of documents, whose types show nothing of them. */
const others = new Set("pages numbers key wps wpd dot docm dotx dotm odp ods odg md tex js zip eml msg mht".split(" "));

/** Rare extensions of a type, which vendors do not know, by the usual one. */
const usual: Record<string, string> = { jfif: "jpg", jpe: "jpg", pjpeg: "jpg" };

/** The extension of a file's name or URL, in lower case without its dot; undefined if there is none. */
export function extensionOf(nameOrUrl: string): string | undefined {
  const path = nameOrUrl.replace(/^https?:\/\/[^/?#]*/i, "/").split(/[?#]/)[0] ?? "";
  return /[^/]\.([A-Za-z0-9]{1,5})$/.exec(path)?.[1]?.toLowerCase();
}

/** The extension if documents have such: what follows a dot may also be part of the name, as in `CV v2.0`. */
export function knownExtensionOf(nameOrUrl: string): string | undefined {
  const extension = extensionOf(nameOrUrl);
  return extension !== undefined && (Object.hasOwn(types, extension) || others.has(extension)) ? extension : undefined;
}

/** The media type of an extension. */
export function mediaTypeOf(extension: string | undefined): string | undefined {
  return extension !== undefined && Object.hasOwn(types, extension) ? types[extension] : undefined;
}

/**
 * A file's name with the extension that fits: its own if it is a known one, else that of its media type, which the content shows, else
 * the URL's. Default name `resume`.
 */
export function fileNameFor(file: {
  url: string;
  fileName?: string | undefined;
  contentType?: string | undefined;
}): string {
  const name = line(file.fileName)?.replace(/[/\\"]+/g, "_") ?? "resume";
  const own = knownExtensionOf(name);
  if (own !== undefined) return usual[own] ? `${name.slice(0, -own.length)}${usual[own]}` : name;
  const fromType = Object.keys(types).find((extension) => types[extension] === file.contentType);
  // The path of a URL often ends with the name of a program, as in download.php, which says nothing about the file.
  const extension = fromType ?? knownExtensionOf(file.url);
  return extension === undefined ? name : `${name}.${extension}`;
}

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=";

/** From this length, loading what encodes natively pays off. */
const longForBase64 = 1_024;

/** Bytes as base64, on every platform. `btoa` takes ten times as long, since it needs a text of the bytes first. */
export function toBase64(bytes: Uint8Array): string {
  const native = bytes.length < longForBase64 ? undefined : globalThis.process?.getBuiltinModule?.("string_decoder");
  if (native) return new native.StringDecoder("base64").end(bytes as never);
  const encoded = new Uint8Array(Math.ceil(bytes.length / 3) * 4);
  for (let from = 0, to = 0; from < bytes.length; from += 3) {
    const left = bytes.length - from;
    const bits = ((bytes[from] ?? 0) << 16) | ((bytes[from + 1] ?? 0) << 8) | (bytes[from + 2] ?? 0);
    encoded[to++] = alphabet.charCodeAt(bits >> 18);
    encoded[to++] = alphabet.charCodeAt((bits >> 12) & 63);
    encoded[to++] = alphabet.charCodeAt(left > 1 ? (bits >> 6) & 63 : padding);
    encoded[to++] = alphabet.charCodeAt(left > 2 ? bits & 63 : padding);
  }
  return new TextDecoder().decode(encoded);
}

/**
 * The bytes of a file as base64, for vendors that take files in JSON.
 *
 * @example
 * const resume = { name: file.name, data: await base64Of(file) };
 */
export async function base64Of(file: Blob): Promise<string> {
  return toBase64(new Uint8Array(await file.arrayBuffer()));
}

/** The place of `=` in the alphabet. */
const padding = 64;

/** The characters that belong to these bytes alone where they are encoded after `offset` other bytes (modulo three). */
export function base64Within(bytes: Uint8Array, offset: number): string {
  const padded = new Uint8Array(offset + bytes.length);
  padded.set(bytes, offset);
  const [from, to] = [Math.ceil((offset * 8) / 6), Math.floor((padded.length * 8) / 6)];
  return unpaddedBase64(padded).slice(from, to);
}

export function unpaddedBase64(bytes: Uint8Array): string {
  return toBase64(bytes).replace(/=+$/, "");
}

export function hexOf(bytes: Uint8Array): string {
  let hex = "";
  for (const byte of bytes) hex += (byte < 16 ? "0" : "") + byte.toString(16);
  return hex;
}

/** One character for each byte of a short piece. */
export function latin1Of(bytes: Uint8Array): string {
  // Not spread: that asks an iterator for each byte.
  return String.fromCharCode.apply(null, bytes as unknown as number[]);
}

/** The value of a Basic `Authorization` header, also for user names and passwords outside Latin 1. */
export function basicAuthorization(username: string, password = ""): string {
  return `Basic ${toBase64(new TextEncoder().encode(`${username}:${password}`))}`;
}
