import type { Fetch } from "@hrflow-connectors/core";
import type { Check, Tested } from "./check";
import { type Environment, hourMs } from "./environment";
import { countPages, listOf, type PagedList, type PageText, withNext, withoutRows } from "./pages";
import { begin, runUntilComplete } from "./tested-action";
import { describeRequests, difference, findViolations } from "./violations";

/** What a pull of a list promises about its pages. */
export function pageChecks<State>(tested: Tested<State>): Check[] {
  const { action, subject } = tested;
  if (action.readsOne || action.direction === "push") return [];
  let known: Promise<PagedList> | undefined;
  const list = () => {
    known ??= listOf(tested);
    return known;
  };
  if (subject.settings.pulls?.[action.method]?.isWhole)
    return [{ ...onePage, find: async () => findPages(await list()) }];
  return [
    { ...severalPages, find: async () => findSeveralPages(await list()) },
    { ...repeatedPage, find: async () => findRepeatedPage(tested, await list()) },
    { ...emptyPage, find: async () => findEmptyPage(tested, await list()) },
    { ...endlessPages, find: async () => findEndlessPages(tested, await list()) },
    { ...failedPage, find: async () => findFailedPage(tested, await list()) },
  ];
}

const severalPages = {
  name: "is tested with several pages",
  advice: "Give `createFake` more records than fit on two pages, or make its pages smaller.",
};

function findSeveralPages({ pages }: PagedList): string[] {
  return pages.length >= 3 ? [] : [`the list has ${pages.length || "no"} pages`];
}

const onePage = {
  name: "reads a list that has no pages by one request",
  advice: "If the vendor does have pages, leave `isWhole` out: the suite then tests them.",
};

function findPages({ key, pages }: PagedList): string[] {
  return pages.map((page) => `a page of a list that should have no pages: ${key} ${JSON.stringify([...page])}`);
}

/** Forwards requests, and changes the responses to pages. */
function replacePage<State>(
  tested: Tested<State>,
  environment: Environment<State>,
  list: PagedList,
  change: (page: number, own: PageText, first: PageText) => PageText,
): Fetch {
  const pageOf = countPages(list, tested);
  let first: PageText | undefined;
  return async (request) => {
    const page = await pageOf(request);
    const response = await environment.fetch(request);
    if (page === undefined || !response.ok) return response;
    const own = { body: await response.text(), headers: response.headers };
    first ??= own;
    const { body, headers } = change(page, own, first);
    return new Response(body, { status: response.status, headers });
  };
}

/** Ends a loop without end. */
const enough = () => Response.json({ message: "enough" }, { status: 400 });

const repeatedPage = {
  name: "ends if the vendor returns the same page again and again, and reports it",
  advice: "Read lists with `paginate`, which refuses pages that repeat, or never end.",
};

async function findRepeatedPage<State>(tested: Tested<State>, list: PagedList): Promise<string[]> {
  const environment = begin(tested);
  const most = list.pages.length * 20 + 50;
  const replaced = replacePage(tested, environment, list, (_, __, first) => first);
  const fetch: Fetch = async (request) => (environment.received.length > most ? enough() : replaced(request));
  const run = await environment.run({ fetch });
  return [
    ...(run.received.length > most ? [`sends more than ${most} requests`] : []),
    ...(run.result.events.read_failure > 0
      ? []
      : [`reports ${run.result.status}, although pages are missing\n${describeRequests(run)}`]),
  ];
}

const emptyPage = {
  name: "reads on after a page without records, if there is a next one",
  advice: "Whether there is a next page is what the vendor says (`next`, `hasNext`), not whether this one has rows.",
};

async function findEmptyPage<State>(tested: Tested<State>, list: PagedList): Promise<string[]> {
  const environment = begin(tested);
  let removed = 0;
  const fetch = replacePage(tested, environment, list, (page, own) => {
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

const endlessPages = {
  name: "ends if pages without records never end, and reports it",
  advice: "Read lists with `paginate`, which refuses lists whose pages stay empty, whatever they say of a next page.",
};

/** More empty pages than any list has, and fewer than a person would wait for. */
const mostPages = 200;

async function findEndlessPages<State>(tested: Tested<State>, list: PagedList): Promise<string[]> {
  const environment = begin(tested);
  const pageOf = countPages(list, tested);
  let first: PageText | undefined;
  let asked = 0;
  const fetch: Fetch = async (request) => {
    const page = await pageOf(request);
    if (!first || !page) {
      const response = await environment.fetch(request);
      if (page === 0 && response.ok) first = { body: await response.clone().text(), headers: response.headers };
      return response;
    }
    asked = page;
    if (asked > mostPages) return enough();
    const { body, headers } = withNext(first, list, page);
    return new Response(JSON.stringify(withoutRows(JSON.parse(body)).value), { headers });
  };
  const run = await environment.run({ fetch });
  return [
    ...(asked > mostPages ? [`asks for more than ${mostPages} pages without records`] : []),
    ...(run.result.events.read_failure > 0
      ? []
      : [`reports ${run.result.status} after ${asked} empty pages, although there are more`]),
  ];
}

const failedPage = {
  name: "writes what it read before a page that cannot be read, reports the failure, and reads all the next time",
  advice: "An error of a page is thrown by `read`, not caught: a list that ends early must not look like a whole one.",
};

async function findFailedPage<State>(tested: Tested<State>, list: PagedList): Promise<string[]> {
  const baseline = await tested.baseline();
  const environment = begin(tested);
  const pageOf = countPages(list, tested);
  const fetch: Fetch = async (request) =>
    ((await pageOf(request)) ?? 0) >= 2
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
