import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadDocument } from "../document/load-document";
import type { OpenApiDocument } from "../document/openapi-document";
import { schemaValidator } from "../document/schema-validator";
import type { Specification } from "../fakes/engine/checked-fetch";
import { type Check, leaveOut, type Tested, violationsOf } from "./check";
import { contractChecks } from "./contract-checks";
import { definitionChecks } from "./definition-checks";
import { deliveryChecks } from "./delivery-checks";
import { endpointsOf, type Subject } from "./environment";
import { fakeChecks } from "./fake-checks";
import { faultChecks } from "./fault-checks";
import { incrementalChecks } from "./incremental-checks";
import { pageChecks } from "./page-checks";
import { personChecks } from "./person-checks";
import { rateLimitChecks } from "./rate-limit-check";
import { actionsOf, type ConformanceSettings, type TestedAction, type TestedConnector } from "./settings";
import { settingsChecks } from "./settings-checks";
import { statusChecks } from "./status-checks";
import { testedAction } from "./tested-action";
import { textChecks } from "./text-checks";
import { tokenChecks } from "./token-checks";
import { describeRequests } from "./violations";
import { startVirtualTime } from "./virtual-time";

/** A check that found so many violations looks for no further ones. */
const mostShown = 20;

/** Milliseconds. A busy machine needs several times what a quiet one does. */
const timeoutMs = 300_000;

/**
 * Tests with vitest what every connector promises: its definition, and for each action what it delivers when requests fail, processes
 * are killed, people have equal data, pages repeat, and texts are awkward. Time is virtual: nothing waits.
 *
 * @example
 * testConnector(acme, {
 *   documents: { "https://api.acme.example/v1": new URL("../openapi.yaml", import.meta.url) },
 *   createFake: () => createAcmeFake({ apiKey: "acme-api-key", jobs }),
 *   parameters: { apiKey: "acme-api-key", companyId: "12" },
 *   records: ({ candidates }) => candidates.map(({ id, name }) => ({ id, parts: [`name ${name}`] })),
 *   pulls: { pullJobList: { ids: ({ jobs }) => jobs.map(({ id }) => id) } },
 * });
 */
export function testConnector<State>(connector: TestedConnector, settings: ConformanceSettings<State>): void {
  const subject = { settings } as Subject<State>;
  describe(`${connector.definition.name} keeps the promises of a connector`, () => {
    beforeAll(async () => {
      Object.assign(subject, await createSubject(settings));
    });
    afterAll(() => subject.time.stop());

    for (const [group, checks] of checksOf(connector, subject)) registerChecks(group, checks, subject);
  });
  if (!settings.prism) return;
  describe(`${connector.definition.name} keeps to the documents of its API`, () => {
    for (const [group, checks] of contractChecks(connector, settings)) registerChecks(group, checks, { latest: {} });
  });
}

function registerChecks(group: string, checks: readonly Check[], subject: Pick<Subject, "latest">): void {
  describe(group, () => {
    for (const check of checks)
      it(check.name, { timeout: timeoutMs }, async (context) => {
        subject.latest.run = undefined;
        const violations = await violationsOf(check, mostShown);
        expect(violations.length, describeViolations(violations, check.advice, subject)).toBe(0);
        if (check.leftOut) context.skip(check.leftOut);
      });
  });
}

/** The first violations, with the requests of the latest run unless they show theirs, and what to do. */
function describeViolations(
  violations: readonly string[],
  advice: string,
  { latest: { run } }: Pick<Subject, "latest">,
): string {
  const shown = violations.join("\n");
  const requests =
    run && !shown.includes(" -> ") ? `\n\nThe requests of the latest run:\n${describeRequests(run)}` : "";
  return `${shown}${requests}\n\nWhat to do: ${advice}`;
}

/** Loads the documents and starts the virtual time, which has to be stopped. */
export async function createSubject<State>(settings: ConformanceSettings<State>): Promise<Subject<State>> {
  const documents: Record<string, OpenApiDocument> = {};
  const specifications: Subject<State>["specifications"] = {};
  /** A document may describe several servers. */
  const loaded = new Map<unknown, Specification>();
  for (const [base, source] of Object.entries(settings.documents)) {
    const key = source instanceof URL ? source.href : source;
    const document = loaded.get(key)?.document ?? (await load(source));
    const specification = loaded.get(key) ?? { document, validator: schemaValidator(document) };
    loaded.set(key, specification);
    documents[base] = document;
    specifications[base] = specification;
  }
  return {
    settings,
    documents,
    specifications,
    time: startVirtualTime(),
    called: new Map(),
    reached: new Set(),
    latest: {},
  };
}

function load(document: OpenApiDocument | string | URL): OpenApiDocument | Promise<OpenApiDocument> {
  return typeof document === "string" || document instanceof URL ? loadDocument(document) : document;
}

/** All checks, by what they are about. The subject has its other parts than the settings by the time they run. */
export function checksOf<State>(
  connector: TestedConnector,
  subject: Subject<State>,
): [group: string, checks: Check[]][] {
  const checks = promisesOf(connector, subject);
  const { leftOut = {} } = subject.settings;
  const choose = (group: string) => (check: Check) => {
    const reason = leftOut[`${group}: ${check.name}`];
    return reason === undefined ? check : leaveOut(check, reason);
  };
  return [
    ["the settings", settingsChecks(connector, subject, checks)],
    ...checks.map(([group, all]): [string, Check[]] => [group, all.map(choose(group))]),
  ];
}

function promisesOf<State>(connector: TestedConnector, subject: Subject<State>): [group: string, checks: Check[]][] {
  const actions = actionsOf(connector);
  return [
    ["the connector", definitionChecks(connector, subject)],
    ...actions.flatMap((action): [string, Check[]][] => {
      const tested = testedAction(subject, action);
      return [
        [
          action.method,
          [
            ...deliveryChecks(tested),
            ...fakeChecks(tested),
            ...faultChecks(tested),
            ...statusChecks(tested),
            ...tokenChecks(tested),
            ...(action.direction === "push" && action.readsOne
              ? [...personChecks(tested), ...rateLimitChecks(tested)]
              : []),
            ...pageChecks(tested),
            ...incrementalChecks(tested),
            ...textChecks(tested),
          ],
        ],
        ...variantsOf(tested),
      ];
    }),
    ["its endpoints", [{ ...endpoints, find: async () => findEndpoints(actions, subject) }]],
  ];
}

/** The variants of an action: what differs is tested, and the deliveries that include it. */
function variantsOf<State>(tested: Tested<State>): [group: string, checks: Check[]][] {
  const { subject, action } = tested;
  return (subject.settings.variants ?? [])
    .filter(({ actions }) => actions.includes(action.method))
    .map(({ name, actions: _, ...changes }) => {
      const profile = { ...subject.settings.profile, ...changes.profile };
      const settings = { ...subject.settings, ...changes, profile };
      const variant = testedAction(Object.create(subject, { settings: { value: settings } }), action, tested);
      const isOnePush = action.direction === "push" && action.readsOne;
      const checks = [
        ...deliveryChecks(variant),
        ...faultChecks(variant),
        ...statusChecks(variant),
        ...(isOnePush ? personChecks(variant) : []),
      ];
      return [`${action.method}: ${name}`, checks];
    });
}

const withoutNames = (endpoint: string) => endpoint.replace(/\{[^}]*\}/g, "{}");

const endpoints = {
  name: "are those that it calls",
  advice:
    "People read from `endpoints` which permissions a credential needs. Declare each one that is called and no other, or say in the " +
    "suite's `notCalled` what an endpoint is for that the suite does not reach.",
};

function findEndpoints<State>(actions: readonly TestedAction[], subject: Subject<State>): string[] {
  const { called, reached, settings } = subject;
  /** The names of parameters do not matter. `/people/deleted` is another endpoint than `/people/{id}`. */
  const fits = (one: string, other: string) => withoutNames(one) === withoutNames(other);
  const seenBy = ({ method }: TestedAction) => [...(called.get(method) ?? [])].filter((one) => !/token$/.test(one));
  const sideOf = ({ definition, direction }: TestedAction) => definition[direction === "push" ? "target" : "origin"];
  const namesOf = (action: TestedAction) => endpointsOf(subject, action).map(({ method, path }) => `${method} ${path}`);
  /** Several actions may write one kind of record, and a single push takes more paths here than a list. */
  const seenOf = (action: TestedAction) =>
    actions.filter((other) => sideOf(other).name === sideOf(action).name).flatMap(seenBy);
  const ofActions = actions.flatMap((action) => [
    ...seenBy(action)
      .filter((endpoint) => !namesOf(action).some((name) => fits(name, endpoint)))
      .map((endpoint) => `${action.method} calls ${endpoint} and does not declare it`),
    ...namesOf(action)
      .filter(
        (name) => !seenOf(action).some((endpoint) => fits(name, endpoint)) && !(name in (settings.notCalled ?? {})),
      )
      .map((name) => `${action.method} declares ${name} and never calls it`),
  ]);
  const seen = actions.flatMap(seenBy);
  return [
    ...ofActions,
    ...Object.keys(settings.notCalled ?? {})
      .filter((name) => seen.some((endpoint) => fits(name, endpoint)))
      .map((name) => `\`notCalled\` names ${name}, and it is called`),
    ...Object.keys(settings.documents)
      .filter((base) => !reached.has(base))
      .map((base) => `no request goes to ${base}, whose document is given: nothing is compared with it`),
  ];
}
