import { contractCases, type UsedEndpoint } from "../contract/endpoints";
import { shortenWaits } from "../contract/shorten-waits";
import { loadDocument } from "../document/load-document";
import type { OpenApiDocument } from "../document/openapi-document";
import { findOperation, pathFits } from "../document/operations";
import { dereference } from "../document/references";
import { isUnder } from "../fakes/engine/find-route";
import { createMockFetch } from "../mock/create-mock-fetch";
import type { Preference } from "../mock/preferences";
import { type Mock, startMock } from "../mock/start-mock";
import type { Check } from "./check";
import { createEnvironment, endpointsOf, type Subject } from "./environment";
import { actionsOf, type ConformanceSettings, type TestedAction, type TestedConnector } from "./settings";
import { isComplete } from "./violations";

const contract = {
  name: "keeps to the documents of its API, whichever documented example or error is returned",
  advice:
    "Compare the request with the vendor's documentation, and correct the document or the connector. The mock returns the first " +
    "example of a list again and again: let it be a last page.",
};

/** Checks of each action against Prism mocks of the vendor's documents. They need real time. */
export function contractChecks<State>(
  connector: TestedConnector,
  settings: ConformanceSettings<State>,
): [method: string, checks: Check[]][] {
  return actionsOf(connector).map((action) => [
    action.method,
    [{ ...contract, find: () => contractViolations(action, settings) }],
  ]);
}

/** A response that the mocks return, and whether the run must report it. */
interface Scenario {
  endpoint: UsedEndpoint;
  preference: Preference;
  name: string;
  mustReport: boolean;
}

async function contractViolations<State>(
  action: TestedAction,
  settings: ConformanceSettings<State>,
): Promise<string[]> {
  const mocks = await startMocks(settings.documents);
  const documents = Object.fromEntries(Object.entries(mocks).map(([base, { document }]) => [base, document]));
  const time = { track: (work: unknown) => work };
  const shared = { settings, documents, specifications: {}, time, called: new Map(), latest: {} };
  const subject = shared as unknown as Subject<State>;
  const restoreWaits = shortenWaits();

  const run = async (preferences: readonly Preference[]) => {
    const environment = createEnvironment(subject, action);
    const mocked = createMockFetch(mocks);
    for (const preference of preferences) mocked.prefer(preference);
    const isMocked = ({ url }: Request) => Object.keys(mocks).some((base) => isUnder(base, url));
    const fetch = (request: Request) => (isMocked(request) ? mocked(request) : environment.fetch(request));
    return { ...(await environment.start({ fetch })), exchanges: mocked.exchanges };
  };

  try {
    const endpoints = endpointsOf(subject, action);
    const creates = endpoints.filter(({ method }) => method === "POST");
    const found = new Set<string>();
    for (const { endpoint, preference, name, mustReport } of scenariosOf(endpoints, Object.values(documents), action)) {
      const isCalled = ({ exchanges }: Awaited<ReturnType<typeof run>>) =>
        exchanges.some(({ method, path }) => method === endpoint.method && pathFits(endpoint.path, path));
      let latest = await run([preference]);
      // Some lookups follow only a create whose outcome is unknown.
      for (const create of creates) {
        if (isCalled(latest)) break;
        latest = await run([{ ...create, code: 500 }, preference]);
      }
      for (const { method, path, violations } of latest.exchanges)
        for (const { location, message } of violations)
          found.add(`${method} ${path}, ${name}: ${location.join(".")} ${message}`);
      for (const { stage, error } of latest.result.failures)
        if (error.code === "unexpected") found.add(`${name}: an untyped error at ${stage}: ${error.message}`);
      const place = `${endpoint.method} ${endpoint.path}`;
      if (!isCalled(latest)) {
        if (!(place in (settings.notCalled ?? {}))) found.add(`${place} is declared and was never called`);
      } else if (mustReport && isComplete(latest)) {
        found.add(`${name}: the run reports success, and no warning`);
      }
    }
    return [...found];
  } finally {
    restoreWaits();
    await Promise.all([...new Set(Object.values(mocks))].map((mock) => mock.close()));
  }
}

async function startMocks(documents: ConformanceSettings<never>["documents"]): Promise<Record<string, Mock>> {
  const mocks: Record<string, Mock> = {};
  const known = new Map<unknown, Mock>();
  for (const [base, source] of Object.entries(documents)) {
    const key = source instanceof URL ? source.href : source;
    const spec = typeof source === "string" || source instanceof URL ? await loadDocument(source) : source;
    const mock = known.get(key) ?? (await startMock({ spec }));
    known.set(key, mock);
    mocks[base] = mock;
  }
  return mocks;
}

/** What refuses an account, or everybody for now. Another status may be about the record alone. */
const isRefusal = (status: number) => [401, 403, 429].includes(status);

function scenariosOf(
  endpoints: readonly UsedEndpoint[],
  documents: readonly OpenApiDocument[],
  { direction }: TestedAction,
): Scenario[] {
  return endpoints.flatMap((endpoint) => {
    const { method, path } = endpoint;
    const document = documents.find((one) => findOperation(one, method, path));
    if (!document) throw new Error(`${method} ${path} is in no document`);
    const examples = examplesOf(document, endpoint).map(({ code, example }) => ({
      ...{ endpoint, name: `${method} ${path} with the example ${example}`, mustReport: false },
      preference: { method, path, code, example },
    }));
    // A push can do without a lookup, and a lookup may find what a create with a 500 has created.
    const isNeeded = direction === "pull" || method !== "GET";
    const errors = contractCases(document, [endpoint]).map(({ status }) => ({
      ...{ endpoint, name: `${method} ${path} with ${status}` },
      mustReport: isNeeded && (isRefusal(status) || (direction === "pull" && status >= 500)),
      preference: { method, path, code: status },
    }));
    return [...examples, ...errors];
  });
}

/** The examples of the responses that are no errors. */
function examplesOf(document: OpenApiDocument, { method, path }: UsedEndpoint): { code: number; example: string }[] {
  const { responses = {} } = findOperation(document, method, path)?.operation ?? {};
  return Object.entries(responses)
    .filter(([status]) => /^2\d\d$/.test(status))
    .flatMap(([status, response]) => {
      const media = Object.values(dereference(response, document).content ?? {});
      const names = media.flatMap(({ examples = {} }) => Object.keys(examples));
      return names.map((example) => ({ code: Number(status), example }));
    });
}
