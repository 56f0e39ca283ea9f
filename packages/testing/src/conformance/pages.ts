import type { Fetch } from "@hrflow-connectors/core";
import { isUnder } from "../fakes/engine/find-route";
import { readBody } from "../fakes/engine/http-messages";
import type { Tested } from "./check";
import { endpointOf } from "./operations";
import { begin } from "./tested-action";

/** The parameters of a request by name: those of its query, and those of its body, `filter.cursor`. */
type Parameters = ReadonlyMap<string, string>;

/** The requests for the pages of a list, one of each. */
export interface PagedList {
  /** `GET /jobs` with the path as it was sent. */
  key: string;
  pages: readonly Parameters[];
}

/** Returns the first list that a pull reads by several requests. Without such a list, it has no pages. */
export async function listOf<State>(tested: Tested<State>): Promise<PagedList> {
  const { subject, isRead } = tested;
  const environment = begin(tested);
  const lists = new Map<string, Parameters[]>();
  const fetch: Fetch = async (request) => {
    const isVendor = Object.keys(subject.documents).some((base) => isUnder(base, request.url));
    if (!isVendor || !isRead(request)) return environment.fetch(request);
    const key = keyOf(request, tested);
    const parameters = await parametersOf(request);
    const response = await environment.fetch(request);
    const known = lists.get(key) ?? [];
    const isPage = request.method === "GET" || (isFollowing(parameters, known) && (await hasRows(response.clone())));
    if (isPage && !known.some((page) => areEqual(page, parameters))) lists.set(key, [...known, parameters]);
    return response;
  };
  await environment.run({ fetch });
  const [key, pages] = [...lists].find(([, pages]) => pages.length > 1) ?? ["", []];
  return { key, pages };
}

const keyOf = <State>(request: Request, { subject }: Tested<State>) =>
  `${endpointOf(request, subject.documents)} ${new URL(request.url).pathname}`;

async function parametersOf(request: Request): Promise<Parameters> {
  const { json, form } = await readBody(request.clone());
  const texts = [...(form ?? [])].map(([name, value]) => [name, typeof value === "string" ? value : ""] as const);
  return new Map([...new URL(request.url).searchParams, ...texts, ...leavesOf(json)]);
}

/** The values of a JSON body by path. */
function leavesOf(value: unknown, path = ""): [path: string, value: string][] {
  if (value === undefined || value === null) return [];
  if (typeof value !== "object") return [[path, String(value)]];
  return Object.entries(value).flatMap(([name, entry]) => leavesOf(entry, path === "" ? name : `${path}.${name}`));
}

const textOf = (page: Parameters) => JSON.stringify([...page].sort());
const areEqual = (one: Parameters, other: Parameters) => textOf(one) === textOf(other);
const namesOf = (page: Parameters) => [...page.keys()].sort().join();

/** Where records are read by POST, too: a page has other parameters than the first one or another number, a record another id. */
function isFollowing(page: Parameters, [first]: readonly Parameters[]): boolean {
  if (!first || namesOf(first) !== namesOf(page)) return true;
  return [...page].every(([name, value]) => first.get(name) === value || /^\d+$/.test(value));
}

async function hasRows(response: Response): Promise<boolean> {
  const value: unknown = await response.json().catch(() => undefined);
  return response.ok && (rowsOf(value)?.rows.some((row) => typeof row === "object") ?? false);
}

/** The longest list of a page, and the names that lead to it: `results`, or `data` and `nodes`. */
function rowsOf(value: unknown, depth = 0): { rows: readonly unknown[]; path: readonly string[] } | undefined {
  if (Array.isArray(value)) return { rows: value, path: [] };
  if (typeof value !== "object" || value === null || depth > 2) return undefined;
  const own = Object.entries(value).filter(([, entry]) => Array.isArray(entry));
  const [name, rows] = own.sort(([, one], [, other]) => other.length - one.length)[0] ?? [];
  if (name !== undefined) return { rows, path: [name] };
  for (const [name, entry] of Object.entries(value)) {
    const below = rowsOf(entry, depth + 1);
    if (below) return { rows: below.rows, path: [name, ...below.path] };
  }
  return undefined;
}

/** Empties the list of a page. */
export function withoutRows(value: unknown): { value: unknown; count: number } {
  const { rows = [], path = undefined } = rowsOf(value) ?? {};
  const emptied = (part: unknown, [name, ...rest]: readonly string[]): unknown =>
    name === undefined ? [] : { ...(part as object), [name]: emptied((part as Record<string, unknown>)[name], rest) };
  return { value: path ? emptied(value, path) : value, count: rows.length };
}

/** A page as it is received. Some vendors name the next one in a header. */
export interface PageText {
  body: string;
  headers: Headers;
}

/**
 * Returns the number of the page that a request asks for: 0 for a first page, and 1 and up for the pages that continue it. Such a page has
 * other parameters than a first page, for example a cursor. If all pages have the same parameters, every page but the first continues it.
 */
export function countPages<State>(
  { key, pages }: PagedList,
  tested: Tested<State>,
): (request: Request) => Promise<number | undefined> {
  const [first = new Map()] = pages;
  const isByName = pages.some((page) => namesOf(page) !== namesOf(first));
  let continued = 0;
  let asked = 0;
  return async (request) => {
    if (keyOf(request, tested) !== key) return undefined;
    asked += 1;
    const isContinuation = isByName ? namesOf(await parametersOf(request)) !== namesOf(first) : asked > 1;
    return isContinuation ? ++continued : 0;
  };
}

/**
 * Returns a copy of a page that names another next page, which no vendor knows: wherever it has the value by which the second page was
 * asked for, alone or as a parameter of a URL.
 */
export function withNext({ body, headers }: PageText, { pages }: PagedList, suffix: number): PageText {
  const [first = new Map(), second = new Map<string, string>()] = pages;
  const values = [...second].filter(([name, value]) => first.get(name) !== value).map(([, value]) => value);
  const spelled = new Set(values.flatMap((value) => [value, encodeURIComponent(value)]));
  const change = (text: string) =>
    spelled.has(text)
      ? `${text}${suffix}`
      : text.replace(/([?&][^=&#]+=)([^&#>]+)/g, (all, name, value) =>
          spelled.has(value) ? `${name}${value}${suffix}` : all,
        );
  const copy = new Headers(headers);
  const link = headers.get("link");
  if (link) copy.set("link", change(link));
  const changed = JSON.stringify(JSON.parse(body), (_, value: unknown) => {
    if (typeof value === "string") return change(value);
    return typeof value === "number" && spelled.has(String(value)) ? value + suffix : value;
  });
  return { body: changed, headers: copy };
}
