import { pathFits } from "../document/operations";
import type { Baseline, Check, Tested } from "./check";
import { refusalOf, statusesOf } from "./declared-responses";
import { connectionOf, parametersOf, type Run, type Subject } from "./environment";
import { injectFault, isToken } from "./operations";
import { atMost } from "./random";
import { findTargets, findUndelivered, loseResponse, type Target } from "./response-targets";
import { secretsOf, type TestedAction } from "./settings";
import { successChecks } from "./success-checks";
import { affordable, begin } from "./tested-action";
import { describeRequests, difference, findViolations, isComplete, warningsOf } from "./violations";

/** What every action promises about the responses that the vendor's document declares. */
export function statusChecks<State>(tested: Tested<State>): Check[] {
  return [{ ...refusals, find: () => findRefusals(tested) }, ...successChecks(tested)];
}

/** The largest number of refusals, chosen by the seed; fewer for long runs. `CONFORMANCE` scales it. */
const mostRefusals = 24;

const refusals = {
  name: "reports each refusal that the document declares, with the vendor's message, and delivers afterwards",
  advice:
    "Throw what `api` throws: it has the method, the path, the status and the vendor's message. `errorMessage` returns the message " +
    "alone, never the body, which may repeat what was sent. A status that is no error for this connector is caught by its number.",
};

const message = "This is not acceptable to the vendor";
const personal = "somebody-else@example.com";

async function findRefusals<State>(tested: Tested<State>): Promise<string[]> {
  const cases = (await findTargets(tested)).flatMap((target) =>
    statusesOf(target.entry)
      .filter((status) => status >= 400)
      .map((status) => ({ target, status })),
  );
  const violations: string[] = [];
  for (const { target, status } of atMost(cases, await affordable(tested, mostRefusals)))
    violations.push(...(await findRefusal(tested, target, status)));
  return violations;
}

async function findRefusal<State>(tested: Tested<State>, target: Target, status: number): Promise<string[]> {
  const { subject, action } = tested;
  const { operation, entry, document, lost } = target;
  const baseline = await tested.baseline();
  const environment = begin(tested);
  const { origin, target: written } = action.definition;
  const side = action.direction === "push" ? written : origin;
  const [secret = ""] = secretsOf(side.parameters, parametersOf(subject.settings, action));
  const { hasMessage, ...refusal } = refusalOf(entry, status, document, `${message}: ${secret}`, personal);
  if (lost) loseResponse(environment, lost);
  injectFault(environment.fakes, operation, { kind: "status", status, ...refusal }, true);
  const run = await environment.run();
  const isNamed = warningsOf(run).length > 0;
  // A record that was deleted since it was listed is not there to be delivered.
  const isGone = action.direction === "pull" && operation.kind === "read" && (status === 404 || status === 410);
  const lacksRecords = action.direction === "push" || difference(baseline.ids, environment.ids()).length > 0;
  const found = [
    ...findViolations(tested, run, environment, baseline, isNamed || isGone),
    ...(isComplete(run) || lost ? [] : reportFaults(run, target, status, { hasMessage, lacksRecords })),
    ...repetitionFaults(tested, run, baseline, target, status, difference(baseline.parts, environment.parts())),
    ...(JSON.stringify([run.result, run.events, run.logLines]).includes(personal)
      ? ["the result, an event or a log line repeats the body of the response, which may hold personal data"]
      : []),
  ];
  for (const fake of environment.fakes) fake.clearFaults();
  const name = `${lost ? `after a lost response to ${lost.name}, ` : ""}${operation.name} responds with ${status}`;
  return [
    ...found.map((each) => `${name}: ${each}\n${describeRequests(run)}`),
    ...(await findUndelivered(tested, environment, isNamed)).map((each) => `${name}: ${each}`),
  ];
}

/** A failure or a warning must say which request the vendor refused, how, and why. */
function reportFaults(
  { result }: Run,
  { operation }: Target,
  status: number,
  { hasMessage, lacksRecords }: { hasMessage: boolean; lacksRecords: boolean },
): string[] {
  const errors = result.failures.map(({ error }) => error);
  const reports = [...errors.map((error) => error.message), ...warningsOf({ result } as Run)];
  const parts = [operation.method, operation.path, String(status), ...(hasMessage ? [message] : [])];
  // A file may have rules of its own: its record comes without it, and a warning says so.
  const isCredential = status === 401 && operation.kind !== "file" && lacksRecords;
  return [
    ...(reports.some((report) => parts.every((part) => report.includes(part)))
      ? []
      : [`no failure and no warning has ${parts.join(", ")}: ${reports.join("; ") || "none"}`]),
    ...(errors.length > 0 && !errors.some((error) => error.status === status)
      ? [`no failure has the status: ${errors.map((error) => `${error.code} ${error.status ?? ""}`).join(", ")}`]
      : []),
    ...(isCredential && !errors.some(({ code }) => ["authentication_failed", "partial_write"].includes(code))
      ? [`a refused credential ends with ${errors.map(({ code }) => code).join(", ") || result.status}`]
      : []),
  ];
}

const transient = [408, 425, 429, 500, 502, 503, 504];
/** By the others, the vendor may hide that it acted. */
const refusing = [400, 401, 403, 404, 405, 410, 413, 415, 422, 425, 429];
const mostAttempts = 5;

/** Checks how often the request was sent: by its attempts, and by whatever else sends it again. */
function repetitionFaults<State>(
  { subject, action }: Tested<State>,
  run: Run,
  baseline: Baseline,
  { operation: { method, path, kind }, entry, base }: Target,
  status: number,
  missing: readonly string[],
): string[] {
  const attempts = run.events.flatMap((event) =>
    event.type === "http.request" && event.method === method && event.url.startsWith(base) && event.url.endsWith(path)
      ? [event.attempt]
      : [],
  );
  const last = Math.max(0, ...attempts);
  const isCreate = ["POST", "PATCH"].includes(method) && kind === "write" && !isRead(subject, action, entry.path);
  const mayRepeat = transient.includes(status) && (!isCreate || refusing.includes(status));
  const sent = ({ received }: Run) =>
    received.filter(
      ({ request }) =>
        request.method === method && request.url.startsWith(`${base}/`) && pathFits(entry.path, request.path),
    ).length;
  const usual = sent(baseline.run);
  return [
    // A lookup that holds nothing up may end with its first attempt.
    ...(mayRepeat && missing.length > 0 && (last < 2 || last > mostAttempts)
      ? [`${last} attempts of a request that may be sent again, expected 2 to ${mostAttempts}`]
      : []),
    ...(mayRepeat || last <= 1 ? [] : [`${last} attempts of a request that must not be sent again`]),
    ...(isCreate && !refusing.includes(status) && sent(run) > usual
      ? [`sends it ${sent(run)} times, although the vendor may have created the record, expected ${usual}`]
      : []),
    ...(status === 401 ? tokenFaults(run, baseline) : []),
  ];
}

/** Whether the connection says that a POST of this path reads. */
function isRead<State>(subject: Subject<State>, action: TestedAction, path: string): boolean {
  return connectionOf(subject, action)?.api?.isRead?.(path) === true;
}

/** Each of several parallel requests may have been refused with another token. */
function tokenFaults({ received }: Run, { run }: Baseline): string[] {
  const count = (all: Run["received"]) => all.filter(({ request }) => isToken(request)).length;
  const refused = new Set(received.filter(({ request }) => request.fault).map(({ request }) => request.url)).size;
  const added = count(received) - count(run.received);
  return added <= refused ? [] : [`asks for ${added} new tokens after ${refused} refused requests`];
}
