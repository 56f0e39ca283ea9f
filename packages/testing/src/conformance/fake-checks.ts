import type { Check, Tested } from "./check";
import { connectionOf, parametersOf } from "./environment";
import { injectFault } from "./operations";
import { pushMany } from "./rate-limit-check";
import { secretsOf } from "./settings";
import { begin, testedAction } from "./tested-action";
import { describeRequests, difference, isUnsure, warningsOf } from "./violations";

/** What the fake and the settings have to show, so that the promises of an action are tested at all. */
export function fakeChecks<State>(tested: Tested<State>): Check[] {
  const { direction, readsOne } = tested.action;
  const isOnePush = direction === "push" && readsOne;
  return [
    { ...credentials, find: () => findAccepted(tested) },
    ...(isOnePush
      ? [
          { ...parts, find: () => findUnseen(tested) },
          { ...limits, find: () => findUnlimited(tested) },
        ]
      : []),
  ];
}

const credentials = {
  name: "is tested with a fake that refuses other credentials",
  advice: "The fake has to compare the credential with the one of its account, as the vendor does.",
};

async function findAccepted<State>({ subject, action }: Tested<State>): Promise<string[]> {
  const own = parametersOf(subject.settings, action);
  const { origin, target } = action.definition;
  const secrets = secretsOf((action.direction === "push" ? target : origin).parameters, own);
  if (secrets.length === 0) return [];
  const parameters = Object.fromEntries(
    Object.entries(own).map(([name, value]) => [name, secrets.includes(value) ? otherThan(value) : value]),
  );
  const settings = { value: { ...subject.settings, parameters } };
  const run = await begin(testedAction(Object.create(subject, { settings }), action)).run();
  return run.result.status === "success" ? [`accepts another credential\n${describeRequests(run)}`] : [];
}

/** A secret of the same form, with another last character. */
function otherThan(secret: string): string {
  const last = secret.at(-1) ?? "";
  const [one, other] = /\d/.test(last) ? ["0", "1"] : ["a", "b"];
  return `${secret.slice(0, -1)}${last === one ? other : one}`;
}

const parts = {
  name: "is tested with `records` that show what each request creates",
  advice:
    "List in `parts` what the fake got by that request, such as `file ada.pdf`: the suite does not notice the loss of what it is not shown.",
};

async function findUnseen<State>(tested: Tested<State>): Promise<string[]> {
  const baseline = await tested.baseline();
  const unseen: string[] = [];
  for (const operation of baseline.operations.filter(({ kind }) => kind === "write")) {
    const environment = begin(tested);
    injectFault(environment.fakes, operation, { kind: "status", status: 422 }, true);
    const run = await environment.run();
    const isLost = run.result.status !== "success" || warningsOf(run).length > 0 || isUnsure(run);
    if (isLost && difference(baseline.parts, environment.parts()).length === 0) unseen.push(operation.name);
  }
  return unseen.map((name) => `nothing is missing in \`records\` if the vendor refuses ${name}`);
}

const limits = {
  name: "is tested with a fake that keeps the vendor's rate limit",
  advice:
    "The fake has to refuse with 429 what exceeds the vendor's limit. If the vendor publishes none, leave this check out with that reason.",
};

async function findUnlimited<State>(tested: Tested<State>): Promise<string[]> {
  const { name = "" } = connectionOf(tested.subject, tested.action) ?? {};
  const rateLimits = { [name]: { requests: 1_000_000, perMs: 1, burst: 1_000_000 } };
  const { refused } = await pushMany(tested, { rateLimits });
  return refused.length > 0 ? [] : ["refuses nothing when thirty people are pushed at once without any limit"];
}
