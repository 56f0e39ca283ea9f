export { toBase64 } from "./base64";
export { type Compact, compact } from "./compact";
export { htmlToText } from "./html-to-text";
export { instant, isoInstant } from "./instant";
export { listOf } from "./list-of";
export { extensionOf, fileNameFor, mediaTypeOf } from "./media-type";
export { distinct, trimmed } from "./text";
