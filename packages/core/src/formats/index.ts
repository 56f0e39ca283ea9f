export {
  base64Of,
  basicAuthorization,
  extensionOf,
  fileNameFor,
  knownExtensionOf,
  mediaTypeOf,
  toBase64,
} from "./files";
export { htmlToText } from "./html-to-text";
export {
  bare,
  type Compact,
  canonical,
  compact,
  distinct,
  instant,
  isoInstant,
  line,
  listOf,
  trimmed,
} from "./values";
