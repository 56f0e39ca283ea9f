import { kindOf, type ReceivedRequest, type RunOperation } from "@hrflow-connectors/testing/vitest";

/** One request of a push. Its name is numbered if it repeats for one record: `POST /candidates/{id}/attachments (2)`. */
export interface Operation extends RunOperation {
  /** The media type of its body, or an empty string. */
  bodyType: string;
}

/** Returns the operation of each request, in order. */
export function operationsOf(received: readonly ReceivedRequest[]): Operation[] {
  const counts = new Map<string, number>();
  const count = (key: string) => {
    counts.set(key, (counts.get(key) ?? 0) + 1);
    return counts.get(key) ?? 0;
  };
  return received.map(({ fake, request }) => {
    const { method, path, url, headers } = request;
    const occurrence = count(`path: ${fake.name} ${method} ${path}`);
    const template = pathTemplate(path).replace(/^\/ada\.\w+$/, "/{resume}");
    const label = `${method} ${template}${listsEarlierRecords(url) ? ", created earlier" : ""}`;
    const number = count(`label: ${fake.name} ${label} ${path}`);
    const name = `${label}${number > 1 ? ` (${number})` : ""}`;
    const bodyType = headers.get("content-type")?.split(";")[0] ?? "";
    return { fake: fake.name, kind: kindOf(fake.name, method, path), method, path, occurrence, name, bodyType };
  });
}

/** A list of the records that had the e-mail address before is another operation than a lookup of what the push created. */
function listsEarlierRecords(url: string): boolean {
  const query = new URL(url).searchParams;
  return query.has("email") && !query.has("created_at") && !query.has("created_after");
}

/** Replaces the ids in a path by `{id}`. */
export function pathTemplate(path: string): string {
  return path.replace(/\/(\d{6,}|[0-9a-f]{8}-[0-9a-f-]{27})(?=\/|$)/g, "/{id}");
}

/** Returns the operations that `others` lacks. The same request with another type of body is another operation. */
export function withoutOperations(operations: readonly Operation[], others: readonly Operation[]): Operation[] {
  const keyOf = ({ name, bodyType }: Operation) => `${name} ${bodyType}`;
  const keys = new Set(others.map(keyOf));
  return operations.filter((operation) => !keys.has(keyOf(operation)));
}
