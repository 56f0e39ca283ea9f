import type { Check } from "./check";
import type { Subject } from "./environment";
import { actionsOf, type TestedAction, type TestedConnector } from "./settings";

/** What the suite needs to be told, so that no check passes because it had nothing to look at. */
export function settingsChecks<State>(
  connector: TestedConnector,
  subject: Subject<State>,
  checks: readonly [group: string, checks: readonly Check[]][],
): Check[] {
  return [
    { ...complete, find: async () => findMissing(connector, subject) },
    { ...known, find: async () => findUnknown(connector, subject, checks) },
  ];
}

const complete = {
  name: "say what each action reads or creates",
  advice: "A setting that is missing leaves nothing to compare with: `records` for pushes, `pulls.<method>` for pulls.",
};

function findMissing<State>(connector: TestedConnector, { settings }: Subject<State>): string[] {
  const actions = actionsOf(connector);
  const untested = connector.definition.actions.filter(({ method }) => !actions.some((one) => one.method === method));
  return [
    ...untested.map(
      ({ method }) =>
        `${method} is not tested: neither its origin nor its target has the parameters of HrFlow.ai, or both have`,
    ),
    ...actions.flatMap((action) => findMissingOf(action, settings)),
  ];
}

function findMissingOf<State>(
  { method, direction, readsOne, definition }: TestedAction,
  { records, pulls = {} }: Subject<State>["settings"],
): string[] {
  if (direction === "push")
    return records ? [] : [`${method} creates records: \`records\` has to list those that the fake has`];
  const pulled = pulls[method];
  if (!pulled) return [`${method} reads records: \`pulls.${method}\` has to list their ids`];
  const isIncremental = !readsOne && definition.origin.supportsIncremental;
  return isIncremental && !pulled.add
    ? [`${method} reads incrementally: \`pulls.${method}.add\` has to add a record that is newer than the others`]
    : [];
}

const known = {
  name: "name only checks, actions and endpoints that exist",
  advice:
    "A name that nothing has is a spelling mistake, or is left from something that was renamed: correct or remove it.",
};

function findUnknown<State>(
  connector: TestedConnector,
  { settings }: Subject<State>,
  checks: readonly [group: string, checks: readonly Check[]][],
): string[] {
  const actions = actionsOf(connector);
  const pulling = actions.filter(({ direction }) => direction === "pull").map(({ method }) => method);
  const methods = actions.map(({ method }) => method);
  const endpoints = actions.flatMap(({ definition: { origin, target } }) =>
    [origin, target].flatMap((side) => side.endpoints.map(({ method, path }) => `${method} ${path}`)),
  );
  const names = checks.flatMap(([group, all]) => all.map(({ name }) => `${group}: ${name}`));
  const reasons = Object.entries({ ...settings.leftOut, ...settings.notCalled });
  const variants = settings.variants ?? [];
  return [
    ...unknown(Object.keys(settings.leftOut ?? {}), names, "leftOut", "no check"),
    ...unknown(Object.keys(settings.notCalled ?? {}), endpoints, "notCalled", "no endpoint that an action declares"),
    ...unknown(Object.keys(settings.pulls ?? {}), pulling, "pulls", "no action that pulls"),
    ...reasons.filter(([, reason]) => reason.trim() === "").map(([name]) => `no reason is given for ${name}`),
    ...variants.flatMap(({ name, actions: own, pulls }) => [
      ...unknown(own, methods, `variants, ${name}: actions`, "no action that is tested"),
      ...unknown(Object.keys(pulls ?? {}), own, `variants, ${name}: pulls`, "no action of the variant"),
      ...(own.length === 0 ? [`variants, ${name}: it is for no action`] : []),
    ]),
    ...variants
      .filter(({ name }, index) => variants.findIndex((other) => other.name === name) !== index)
      .map(({ name }) => `variants, ${name}: two variants have this name`),
  ];
}

function unknown(given: readonly string[], names: readonly string[], setting: string, kind: string): string[] {
  return given.filter((name) => !names.includes(name)).map((name) => `${setting}: ${name} is ${kind}`);
}
