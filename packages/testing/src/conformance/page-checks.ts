import type { Fetch } from "@hrflow-connectors/core";
import { isUnder } from "../fakes/engine/find-route";
import {
  begin,
  type Check,
  describeRequests,
  difference,
  findViolations,
  runUntilComplete,
  type Tested,
} from "./check";
import { type Environment, hourMs } from "./environment";
import { endpointOf } from "./operations";

/** What a pull of a list promises about its pages. */
export function pageChecks<State>(tested: Tested<State>): Check[] {
  const { action, subject } = tested;
  if (action.readsOne || action.direction === "push") return [];
  if (subject.settings.pulls?.[action.method]?.isWhole) return [{ ...onePage, find: () => findPages(tested) }];
  return [
    { ...severalPages, find: () => findSeveralPages(tested) },
    { ...repeatedPage, find: () => findRepeatedPage(tested) },
    { ...emptyPage, find: () => findEmptyPage(tested) },
    { ...failedPage, find: () => findFailedPage(tested) },
  ];
}

const severalPages = {
  name: "is tested with several pages",
  advice: "Give `createFake` more records than fit on two pages, or make its pages smaller.",
};

async function findSeveralPages<State>(tested: Tested<State>): Promise<string[]> {
  const pages = await pagesOf(tested);
  return pages.length >= 3 ? [] : [`the list has ${pages.length || "no"} pages`];
}

const onePage = {
  name: "reads a list that has no pages by one request",
  advice: "If the vendor does have pages, leave `isWhole` out: the suite then tests them.",
};

async function findPages<State>(tested: Tested<State>): Promise<string[]> {
  const pages = await pagesOf(tested);
  return pages.map((url) => `a page of a list that should have no pages: ${url}`);
}

/** The URLs of the pages of the first list that a pull reads. */
async function pagesOf<State>(tested: Tested<State>): Promise<string[]> {
  const { run } = await tested.baseline();
  const { documents } = tested.subject;
  const lists = new Map<string, string[]>();
  for (const { request } of run.received) {
    const isVendor = Object.keys(documents).some((base) => isUnder(base, request.url));
    if (request.method !== "GET" || !isVendor) continue;
    const key = `${endpointOf(request, documents)} ${request.path}`;
    lists.set(key, [...(lists.get(key) ?? []), request.url]);
  }
  const [first = []] = [...lists.values()].filter((urls) => new Set(urls).size > 1);
  return first;
}

/** A page as it is received. Some vendors name the next one in a header. */
interface PageText {
  body: string;
  headers: Headers;
}

/**
 * Returns the number of the page that a request asks for: 0 for a first page, and 1 and up for the pages that continue it. Such a page has
 * other parameters than a first page, for example a cursor. If all pages have the same parameters, every page but the first continues it.
 */
function countPages(pages: readonly string[]): (request: Request) => number | undefined {
  const namesOf = (url: string) => [...new Set(new URL(url).searchParams.keys())].sort().join();
  const [first = "https://none.example"] = pages;
  const isByName = pages.some((url) => namesOf(url) !== namesOf(first));
  let continued = 0;
  let asked = 0;
  return ({ method, url }) => {
    if (method !== "GET" || new URL(url).pathname !== new URL(first).pathname) return undefined;
    asked += 1;
    const isContinuation = isByName ? namesOf(url) !== namesOf(first) : asked > 1;
    return isContinuation ? ++continued : 0;
  };
}

/** Forwards requests, and changes the responses to pages. */
function replacePage<State>(
  environment: Environment<State>,
  pages: readonly string[],
  change: (page: number, own: PageText, first: PageText) => PageText,
): Fetch {
  const pageOf = countPages(pages);
  let first: PageText | undefined;
  return async (request) => {
    const page = pageOf(request);
    const response = await environment.fetch(request);
    if (page === undefined || !response.ok) return response;
    const own = { body: await response.text(), headers: response.headers };
    first ??= own;
    const { body, headers } = change(page, own, first);
    return new Response(body, { status: response.status, headers });
  };
}

const repeatedPage = {
  name: "ends if the vendor returns the same page again and again, and reports it",
  advice: "Read lists with `paginate`, which refuses pages that repeat, or never end.",
};

async function findRepeatedPage<State>(tested: Tested<State>): Promise<string[]> {
  const environment = begin(tested);
  const pages = await pagesOf(tested);
  const run = await environment.run({ fetch: replacePage(environment, pages, (_, __, first) => first) });
  return [
    ...(run.received.length > pages.length * 20 + 50 ? [`sends ${run.received.length} requests`] : []),
    ...(run.result.events.read_failure > 0
      ? []
      : [`reports ${run.result.status}, although pages are missing\n${describeRequests(run)}`]),
  ];
}

const emptyPage = {
  name: "reads on after a page without records, if there is a next one",
  advice: "Whether there is a next page is what the vendor says (`next`, `hasNext`), not whether this one has rows.",
};

async function findEmptyPage<State>(tested: Tested<State>): Promise<string[]> {
  if (tested.subject.settings.emptyPageEnds) return [];
  const environment = begin(tested);
  const pages = await pagesOf(tested);
  let removed = 0;
  const fetch = replacePage(environment, pages, (page, own) => {
    if (page !== 1) return own;
    const { value, count } = withoutRows(JSON.parse(own.body));
    removed = count;
    return { ...own, body: JSON.stringify(value) };
  });
  const run = await environment.run({ fetch });
  const { ids } = await tested.baseline();
  const missing = ids.length - environment.ids().length;
  return missing <= removed
    ? []
    : [`${missing} records are missing, ${removed} were on the page\n${describeRequests(run)}`];
}

/** Empties the longest list of a page. */
function withoutRows(value: unknown): { value: unknown; count: number } {
  if (Array.isArray(value)) return { value: [], count: value.length };
  if (typeof value !== "object" || value === null) return { value, count: 0 };
  const lists = Object.entries(value).filter(([, entry]) => Array.isArray(entry));
  const [name, rows] = lists.sort(([, a], [, b]) => b.length - a.length)[0] ?? ["", []];
  return { value: { ...value, [name]: [] }, count: rows.length };
}

const failedPage = {
  name: "writes what it read before a page that cannot be read, reports the failure, and reads all the next time",
  advice: "An error of a page is thrown by `read`, not caught: a list that ends early must not look like a whole one.",
};

async function findFailedPage<State>(tested: Tested<State>): Promise<string[]> {
  const baseline = await tested.baseline();
  const environment = begin(tested);
  const pageOf = countPages(await pagesOf(tested));
  const fetch: Fetch = async (request) =>
    (pageOf(request) ?? 0) >= 2
      ? Response.json({ message: "the page cannot be read" }, { status: 500 })
      : environment.fetch(request);
  const run = await environment.run({ fetch });
  tested.subject.time.pass(hourMs);
  const last = await runUntilComplete(tested, environment);
  return [
    ...(run.result.events.read_failure > 0
      ? []
      : [`a page that fails is not reported: ${run.result.status}\n${describeRequests(run)}`]),
    ...(run.result.events.write_success > 0 ? [] : [`what was read before is not written\n${describeRequests(run)}`]),
    ...difference(baseline.parts, environment.parts()).map((part) => `missing after the next run: ${part}`),
    ...findViolations(tested, last, environment, baseline),
  ];
}
