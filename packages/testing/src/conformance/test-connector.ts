import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadDocument } from "../document/load-document";
import type { OpenApiDocument } from "../document/openapi-document";
import { pathFits } from "../document/operations";
import { schemaValidator } from "../document/schema-validator";
import { type Check, testedAction } from "./check";
import { definitionChecks } from "./definition-checks";
import { deliveryChecks } from "./delivery-checks";
import type { Subject } from "./environment";
import { personChecks } from "./person-checks";
import { readingChecks } from "./reading-checks";
import { actionsOf, type ConformanceSettings, type TestedAction, type TestedConnector } from "./settings";
import { textChecks } from "./text-checks";
import { startVirtualTime } from "./virtual-time";

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
  // What is loaded is added before the checks run; which checks there are depends on the settings alone.
  const subject = { settings } as Subject<State>;
  describe(`${connector.definition.name} keeps the promises of a connector`, () => {
    beforeAll(async () => {
      Object.assign(subject, await createSubject(settings));
    });
    afterAll(() => subject.time.stop());

    for (const [group, checks] of checksOf(connector, subject))
      describe(group, () => {
        for (const { name, advice, find } of checks)
          it(name, { timeout: timeoutMs }, async () => {
            const violations = await find();
            expect(violations, `${violations.slice(0, 20).join("\n")}\n\nWhat to do: ${advice}`).toEqual([]);
          });
      });
  });
}

/** Loads the documents and starts the virtual time, which has to be stopped. */
export async function createSubject<State>(settings: ConformanceSettings<State>): Promise<Subject<State>> {
  const loaded = Object.entries(settings.documents).map(
    async ([base, document]) => [base, await load(document)] as const,
  );
  const documents = Object.fromEntries(await Promise.all(loaded));
  const specifications = Object.fromEntries(
    Object.entries(documents).map(([base, document]) => [base, { document, validator: schemaValidator(document) }]),
  );
  return { settings, documents, specifications, time: startVirtualTime(), called: new Map() };
}

function load(document: OpenApiDocument | string | URL): OpenApiDocument | Promise<OpenApiDocument> {
  return typeof document === "string" || document instanceof URL ? loadDocument(document) : document;
}

/** All checks, by what they are about. The subject has its other parts than the settings by the time they run. */
export function checksOf<State>(
  connector: TestedConnector,
  subject: Subject<State>,
): [group: string, checks: Check[]][] {
  const actions = actionsOf(connector);
  return [
    ["the connector", definitionChecks(connector, subject)],
    ...actions.map((action): [string, Check[]] => {
      const tested = testedAction(subject, action);
      return [
        action.method,
        [
          ...deliveryChecks(tested),
          ...(action.direction === "push" && action.readsOne ? personChecks(tested) : []),
          ...readingChecks(tested),
          ...textChecks(tested),
        ],
      ];
    }),
    [
      "its endpoints",
      [{ ...endpoints, find: async () => actions.flatMap((action) => findEndpoints(action, subject)) }],
    ],
  ];
}

const endpoints = {
  name: "are those that it calls",
  advice:
    "People read from `endpoints` which permissions a credential needs. Declare each one that is called and no other, or say in the " +
    "suite's `notCalled` what an endpoint is for that the suite does not reach.",
};

function findEndpoints<State>(action: TestedAction, { called, settings }: Subject<State>): string[] {
  const { method, definition, direction } = action;
  const declared = (direction === "push" ? definition.target : definition.origin).endpoints;
  const names = declared.map((endpoint) => `${endpoint.method} ${endpoint.path}`);
  const seen = [...(called.get(method) ?? [])].filter((endpoint) => !/token$/.test(endpoint));
  const fits = (one: string, other: string) => pathFits(one, other) || pathFits(other, one);
  return [
    ...seen
      .filter((endpoint) => !names.some((name) => fits(name, endpoint)))
      .map((endpoint) => `${method} calls ${endpoint} and does not declare it`),
    ...names
      .filter((name) => !seen.some((endpoint) => fits(name, endpoint)) && !(name in (settings.notCalled ?? {})))
      .map((name) => `${method} declares ${name} and never calls it`),
  ];
}
