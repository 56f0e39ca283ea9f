import type { OpenApiDocument } from "../document/openapi-document";
import { findOperation } from "../document/operations";
import { dereference } from "../document/references";
import type { Fake, FakeRequest, Fault } from "../fakes/engine/fake-types";
import { isUnder, withoutQuery } from "../fakes/engine/find-route";

/** A request, and the fake that received it. */
export interface ReceivedRequest {
  fake: Fake<unknown>;
  request: FakeRequest;
}

/** What the request of an operation does. */
export type OperationKind = "profile" | "token" | "file" | "write" | "read";

/** One request of a run, identified by method, path, and its position among requests to the same path. */
export interface Operation {
  /** The name of the fake that receives it. */
  fake: string;
  kind: OperationKind;
  method: string;
  path: string;
  /** Position among the requests to the same method and path, from 1. */
  occurrence: number;
  /** The label in messages, numbered if it repeats: `POST /candidates/{id}/attachments (2)`. */
  name: string;
}

/** Whether a request changes nothing where it is sent. */
export type IsRead = (request: Pick<FakeRequest, "method" | "url">) => boolean;

/** `POST /candidates/{id}` for a request to one of the documents' servers, else with its path as it was sent. */
export function endpointOf(
  request: Pick<FakeRequest, "method" | "url"> & { path?: string },
  documents: Record<string, OpenApiDocument>,
): string {
  const { path, entry } = entryOf(request, documents) ?? { path: request.path ?? new URL(request.url).pathname };
  return `${request.method} ${entry?.path ?? path}`;
}

/**
 * Returns the operation that a request to the vendor calls: `POST /candidates/{id}`, or its URL at a host that no document describes.
 * Undefined for a file that is loaded from or stored at such a host, which the vendor's data names: neither it nor its response is JSON or a
 * form of fields. A response may still follow.
 */
export function callOf(
  request: FakeRequest,
  response: Response | undefined,
  documents: Record<string, OpenApiDocument>,
): string | undefined {
  const { method, url, headers, fault } = request;
  if (entryOf(request, documents)) return endpointOf(request, documents);
  const types = [headers.get("content-type"), fault ? null : response?.headers.get("content-type")];
  const isCall = types.some((type) => /\bjson\b|x-www-form-urlencoded/i.test(type ?? ""));
  const mayBeFile = ["GET", "HEAD", "PUT", "POST"].includes(method);
  return isCall || !mayBeFile ? `${method} ${withoutQuery(url)}` : undefined;
}

/** The document of a request's server, and the operation that it describes. */
export function entryOf(
  { method, url }: Pick<FakeRequest, "method" | "url">,
  documents: Record<string, OpenApiDocument>,
) {
  const base = Object.keys(documents).find((each) => isUnder(each, url));
  const document = base === undefined ? undefined : documents[base];
  if (base === undefined || !document) return undefined;
  const path = withoutQuery(url).slice(base.replace(/\/+$/, "").length) || "/";
  return { base, path, document, entry: findOperation(document, method, path) };
}

/** Whether the document declares a response that is not JSON. */
function isFile(request: FakeRequest, documents: Record<string, OpenApiDocument>): boolean {
  const { document, entry } = entryOf(request, documents) ?? {};
  const response = entry?.operation.responses["200"];
  const types = Object.keys((document && response && dereference(response, document).content) ?? {});
  return types.length > 0 && !types.some((type) => type.includes("json"));
}

/** Later requests of a kind are like the first two: further pages, and further records. */
const mostOfAKind = 2;

/** Returns the operations of requests, in order: the first and the second of each endpoint. */
export function operationsOf(
  received: readonly ReceivedRequest[],
  documents: Record<string, OpenApiDocument>,
  isRead: IsRead = isGet,
): Operation[] {
  const counts = new Map<string, number>();
  const count = (key: string) => {
    const number = (counts.get(key) ?? 0) + 1;
    counts.set(key, number);
    return number;
  };
  return received.flatMap(({ fake, request }) => {
    const { method, path } = request;
    const occurrence = count(`path: ${fake.name} ${method} ${path}`);
    const label = endpointOf(request, documents);
    const number = count(`label: ${fake.name} ${label}`);
    if (number > mostOfAKind) return [];
    const name = `${label}${number > 1 ? ` (${number})` : ""}`;
    const reads = isRead(request);
    const kind = reads && isFile(request, documents) ? "file" : kindOf(fake.name, method, path, reads);
    return [{ fake: fake.name, kind, method, path, occurrence, name }];
  });
}

/** Makes an operation meet a fault: on its first attempt only, or on every attempt if `lasting`. */
export function injectFault(
  fakes: readonly Fake<unknown>[],
  { fake: name, method, path, occurrence }: Operation,
  fault: Fault,
  lasting: boolean,
): void {
  const times = lasting ? Number.POSITIVE_INFINITY : 1;
  fakes.find((fake) => fake.name === name)?.injectFault(fault, { method, path, skip: occurrence - 1, times });
}

export const isToken = ({ method, path }: Pick<FakeRequest, "method" | "path">) =>
  method === "POST" && /token$/.test(path);

const isGet: IsRead = ({ method }) => method === "GET";

/** What a request to a fake does, by the fake's name. `isRead`: it changes nothing there. */
export function kindOf(fake: string, method: string, path: string, isRead = method === "GET"): OperationKind {
  if (fake === "Files" || /\/download$|\.pdf$/.test(path)) return "file";
  if (fake === "HrFlow.ai") return "profile";
  if (isToken({ method, path })) return "token";
  return isRead ? "read" : "write";
}
