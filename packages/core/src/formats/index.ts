export { basicAuthorization, extensionOf, fileNameFor, mediaTypeOf, toBase64 } from "./files";
export { htmlToText } from "./html-to-text";
export { type Compact, canonical, compact, distinct, instant, isoInstant, listOf, trimmed } from "./values";
