import type { FakeResponse, FakeRoute } from "../engine/fake-types";
import type { GreenhouseState } from "./greenhouse-state";
import type { Call } from "./responses";

const validMs = 7 * 24 * 60 * 60 * 1000;

/** Serves a file by its signed URL. Like the vendor's storage, it refuses an expired one, and any credential beside the signature. */
export const fileHost: FakeRoute<GreenhouseState> = { method: "GET", path: "/{id}/{name}", handle: serveFile };

function serveFile({ state, params, query, headers, now }: Call): FakeResponse {
  if (headers.has("authorization")) return refusal(400, "InvalidArgument");
  const signedAt = Number(query.get("signature"));
  if (!(signedAt <= now()) || now() - signedAt > validMs) return refusal(403, "AccessDenied");
  const file = state.attachments.find(({ id, filename }) => String(id) === params.id && filename === params.name);
  if (!file) return refusal(404, "NoSuchKey");
  const content = "content" in file.source ? file.source.content : btoa(`%PDF-1.4 from ${file.source.url}`);
  const body = Uint8Array.from(atob(content), (character) => character.charCodeAt(0));
  return { status: 200, body, headers: { "content-type": file.content_type ?? "application/octet-stream" } };
}

function refusal(status: number, code: string): FakeResponse {
  const body = `<Error><Code>${code}</Code></Error>`;
  return { status, body, headers: { "content-type": "application/xml" } };
}
