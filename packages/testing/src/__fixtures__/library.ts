import { loadDocument } from "../document/load-document";

/** The small API of `library.yaml`. */
export function loadLibrary() {
  return loadDocument(new URL("./library.yaml", import.meta.url));
}
