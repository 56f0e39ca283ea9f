import type { Fetch } from "@hrflow-connectors/core";

/** A request as the page shows it: no value in it is secret. */
export interface ShownRequest {
  method: string;
  url: string;
  /** Lower-case names. */
  headers: [name: string, value: string][];
  /** Text; JSON is indented, a form has a line per part. Empty without a body. */
  body: string;
  /** The fake's response; 0 if there was none. */
  status: number;
}

const hidden = "•••";
/** What may be shown; the values of all other headers are hidden. */
const shownHeaders = new Set(["accept", "ashby-version", "content-type", "user-agent"]);

/** Calls `fetch`, and notes each request in `requests` without its secrets. */
export function recordRequests(fetch: Fetch, secrets: readonly string[], requests: ShownRequest[]): Fetch {
  const hide = (text: string) =>
    secrets
      .flatMap((secret) => [secret, encodeURIComponent(secret)])
      .reduce((rest, secret) => rest.replaceAll(secret, hidden), text);
  return async (request) => {
    const shown: ShownRequest = {
      method: request.method,
      url: hide(request.url),
      headers: [...request.headers].map(([name, value]) => [name, shownHeaders.has(name) ? hide(value) : hidden]),
      body: hide(await bodyOf(request.clone())),
      status: 0,
    };
    requests.push(shown);
    const response = await fetch(request);
    shown.status = response.status;
    return response;
  };
}

async function bodyOf(request: Request): Promise<string> {
  const type = request.headers.get("content-type") ?? "";
  if (type.startsWith("multipart/form-data")) {
    const parts = [...(await request.formData())];
    return parts
      .map(
        ([name, value]) => `${name}: ${typeof value === "string" ? value : `file ${value.name}, ${value.size} bytes`}`,
      )
      .join("\n");
  }
  const text = await request.text();
  if (!/json/.test(type)) return text;
  try {
    return JSON.stringify(JSON.parse(text), withoutLongTexts, 2);
  } catch {
    return text;
  }
}

/** Files in JSON are base64. */
function withoutLongTexts(_name: string, value: unknown): unknown {
  const isLong = typeof value === "string" && value.length > 2_000;
  return isLong ? `${value.slice(0, 60)}… (${value.length} characters)` : value;
}
