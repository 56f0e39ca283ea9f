import { latin1Of } from "../formats/files";

/** How much of a file is examined. Formats show at the beginning; a ZIP lists its files at the end. */
const headBytes = 4096;
const tailBytes = 65_536;

interface Signature {
  type: string;
  /** The first 16 bytes, in hexadecimal. */
  begins: RegExp;
  /** The first 1,024 bytes, as text of Latin 1. */
  within?: RegExp;
  /** Other types that begin alike. One of them is taken if the server or the name says so. */
  alike?: RegExp;
}

const signatures: Signature[] = [
  // Readers take a PDF that begins within the first 1,024 bytes.
  { type: "application/pdf", begins: /^25504446/, within: /^[\s\S]{0,1016}?%PDF-[12]\./ },
  { type: "application/rtf", begins: /^(efbbbf)?7b5c727466/ },
  { type: "image/png", begins: /^89504e470d0a1a0a/ },
  { type: "image/jpeg", begins: /^ffd8ff/ },
  { type: "image/gif", begins: /^474946383[79]61/ },
  { type: "image/tiff", begins: /^(49492a00|4d4d002a)/ },
  { type: "image/bmp", begins: /^424d.{8}0{8}/ },
  { type: "image/webp", begins: /^52494646.{8}57454250/ },
  { type: "image/heic", begins: /^.{8}66747970(68656963|6865696d|68657678|6d696631)/ },
  { type: "application/msword", begins: /^d0cf11e0a1b11ae1/, alike: /^application\/vnd\.ms-[a-z]+$/ },
  { type: "application/zip", begins: /^504b0304/, alike: /openxmlformats|opendocument|\.12$|vnd\.apple\./ },
];

const office = "application/vnd.openxmlformats-officedocument";
/** The main part of each format of documents that is a ZIP. */
const mainParts: [RegExp, string][] = [
  [/word\/document\w*\.xml/, `${office}.wordprocessingml.document`],
  [/ppt\/presentation\w*\.xml/, `${office}.presentationml.presentation`],
  [/xl\/workbook\w*\.(xml|bin)/, `${office}.spreadsheetml.sheet`],
];

/** Types of text that only the server or the name distinguishes. */
const textual = /^text\/(?!html$|rtf$)|[/+](json|xml|yaml|x-yaml|javascript)$/;

/** Types whose files are not plain text. RTF is text, but begins with a signature of its own. */
const notTextual =
  /^image\/(?!svg)|^(application|text)\/rtf$|^application\/(pdf$|msword$|vnd\.(ms-|oasis\.opendocument|openxmlformats))/;

const word = "application/msword";

/** What a page may begin with, after comments. */
const pageStart =
  /^\s*(<\?xml[^>]*>\s*)?<(!--|(!doctype\s+html|html|head|body|title|meta|script|style|iframe|div|center|form|table|h1|p)[\s/>])/i;

/**
 * The media type of a file, by its bytes. If they fit several types, the server's type decides, then that of the extension. If they
 * show nothing, the server's type counts. Default `application/octet-stream`.
 */
export function contentTypeOf(bytes: Uint8Array, named?: string, ofExtension?: string): string {
  const signature = signatureOf(bytes);
  const among = (types: RegExp | undefined) => [named, ofExtension].find((type) => type && types?.test(type));
  if (signature) {
    const inside = signature.type === "application/zip" ? typeOfZip(bytes) : undefined;
    return inside ?? among(signature.alike) ?? signature.type;
  }
  if (isText(bytes)) {
    if ([named, ofExtension].includes(word) && isWordDocument(bytes)) return word;
    return isPage(bytes, named) ? "text/html" : (among(textual) ?? documentType(named) ?? "text/plain");
  }
  return named && !named.startsWith("text/") ? named : "application/octet-stream";
}

/** The server's type, if it is a document format: most have versions that show nothing at their beginning. */
function documentType(named: string | undefined): string | undefined {
  if (named === undefined || notTextual.test(named)) return undefined;
  return /^application\/(?!octet-stream$|xhtml)/.test(named) ? named : undefined;
}

/**
 * What a server sent in place of a file, such as `an HTML page`; undefined if the bytes may be the file. Text is
 * not the file where its name or the server announces a document or an image. A page or JSON is the file only if its name says so.
 */
export function standInFor(
  bytes: Uint8Array,
  contentType: string,
  named: string | undefined,
  { extension, ofExtension }: { extension: string | undefined; ofExtension: string | undefined },
): string | undefined {
  if (isErrorDocument(bytes)) return "an XML error document";
  if (signatureOf(bytes) || !isText(bytes) || contentType === word) return undefined;
  if (contentType === "text/html") return ofExtension === "text/html" ? undefined : "an HTML page";
  const text = headOf(bytes);
  const isJson = /^\s*(\{\s*("[^"]*"\s*:|\}\s*$)|\[\s*[[{"\]])/.test(text);
  if (isJson) return extension === "json" ? undefined : "a JSON document";
  if (![named, ofExtension].some((type) => type && notTextual.test(type))) return undefined;
  return /^\s*<\?xml/.test(text) ? "an XML document" : "plain text";
}

/** Whether this is the XML with which file servers refuse, such as `AccessDenied` of S3. */
export function isErrorDocument(bytes: Uint8Array): boolean {
  const text = headOf(bytes);
  return /^\s*(<\?xml[^>]*>\s*)?<Error[\s>]/.test(text) && /<(Code|Message)>/.test(text);
}

/** Whether Word saved this, as a page or as XML: it names its namespace at the beginning. */
function isWordDocument(bytes: Uint8Array): boolean {
  return /["']urn:schemas-microsoft-com:office:word["']|["']http:\/\/schemas\.microsoft\.com\/office\/word\//.test(
    headOf(bytes),
  );
}

function signatureOf(bytes: Uint8Array): Signature | undefined {
  const hex = Array.from(bytes.subarray(0, 16), (byte) => byte.toString(16).padStart(2, "0")).join("");
  const text = () => latin1Of(bytes.subarray(0, 1024));
  return signatures.find(({ begins, within }) => begins.test(hex) || within?.test(text()));
}

function typeOfZip(bytes: Uint8Array): string | undefined {
  const names = headOf(bytes) + new TextDecoder().decode(bytes.subarray(-tailBytes));
  // OpenDocument says first of all, and uncompressed, what it is.
  const declared = /^PK[\s\S]{0,60}mimetype(application\/vnd\.oasis\.opendocument\.[a-z-]+)/.exec(names)?.[1];
  return declared ?? mainParts.find(([part]) => part.test(names))?.[1];
}

const textControls = new Set([9, 10, 12, 13, 27]);

/** Whether every byte may occur in text. UTF-16 is recognized by its first two bytes. */
function isText(bytes: Uint8Array): boolean {
  const [first = 0, second = 0] = bytes;
  if (first + second === 0xff + 0xfe && first !== second) return true;
  return bytes.subarray(0, headBytes).every((byte) => byte > 0x1f || textControls.has(byte));
}

/**
 * Whether a text is a page of HTML: it begins as one, or the server says so and there is a tag in it.
 *
 * @see https://mimesniff.spec.whatwg.org/#identifying-a-resource-with-an-unknown-mime-type
 */
function isPage(bytes: Uint8Array, named: string | undefined): boolean {
  const text = headOf(bytes).replace(/<!--[\s\S]*?-->/g, "");
  if (pageStart.test(text)) return true;
  return /^(text\/html|application\/xhtml\+xml)$/.test(named ?? "") && /<\/?[a-z][^<>@]*>/i.test(text);
}

/** The beginning as text. In UTF-16 every second byte of a tag is 0. */
function headOf(bytes: Uint8Array): string {
  const text = new TextDecoder().decode(bytes.subarray(0, headBytes));
  return text.replaceAll("\0", "").replace(/^\ufffd+/, "");
}
