import type { Fetch } from "@hrflow-connectors/core";
import { pathFits } from "../document/operations";
import type { Check, Tested } from "./check";
import { exampleOf, reduced, schemaOf, statusesOf } from "./declared-responses";
import { type Environment, hourMs, type Subject } from "./environment";
import { atMost } from "./random";
import { findTargets, findUndelivered, loseResponse, type Target } from "./response-targets";
import { affordable, begin, runUntilComplete } from "./tested-action";
import { describeRequests, difference, warningsOf } from "./violations";

/** The largest number of responses, chosen by the seed; fewer for long runs. `CONFORMANCE` scales it. */
const mostSuccesses = 12;

/** What every action promises about the successes that the vendor's document declares. */
export function successChecks<State>(tested: Tested<State>): Check[] {
  return [{ ...successes, find: () => findSuccesses(tested) }];
}

const successes = {
  name: "takes each success that the document declares, also one without its optional fields",
  advice:
    "What the document does not require may be absent or null: read it with `?.`, and throw a typed error for what the connector cannot do " +
    "without, or let the document require it.",
};

/** A form of a success: with a status, and with the fields that it must have or with all. */
interface Success {
  target: Target;
  status: number;
  form: (typeof forms)[number];
}

const forms = ["whole", "absent", "null"] as const;

const formNames = { whole: "", absent: ", without its optional fields", null: ", with null in its optional fields" };

async function findSuccesses<State>(tested: Tested<State>): Promise<string[]> {
  const cases = (await findTargets(tested))
    .filter(({ operation: { kind } }) => kind === "read" || kind === "write")
    .flatMap((target) =>
      statusesOf(target.entry)
        .filter((status) => status >= 200 && status < 300)
        .flatMap((status) => forms.map((form): Success => ({ target, status, form })))
        // That is a usual run.
        .filter(({ status, form }) => form !== "whole" || status !== target.status),
    );
  const violations: string[] = [];
  for (const success of atMost(cases, await affordable(tested, mostSuccesses)))
    violations.push(...(await findSuccess(tested, success)));
  return violations;
}

async function findSuccess<State>(tested: Tested<State>, success: Success): Promise<string[]> {
  const { target, status, form } = success;
  const environment = begin(tested);
  const isPush = tested.action.direction === "push";
  if (target.lost) loseResponse(environment, target.lost);
  const run = await environment.run({ fetch: withSuccess(tested.subject, environment, success) });
  const found = run.result.failures
    .filter(({ error: { code, message } }) => ["unexpected", ""].includes(code) || message === "")
    .map(({ stage, error }) => `a failure at ${stage} without a typed error: ${error.code}: ${error.message}`)
    .map((each) => `${each}\n${describeRequests(run)}`);
  const later = isPush
    ? await findUndelivered(tested, environment, warningsOf(run).length > 0)
    : await findOtherIds(tested, environment);
  const name = `${target.operation.name} responds with ${status}${formNames[form]}`;
  return [...found, ...later].map((each) => `${name}: ${each}`);
}

/** A pull stores what it got of an incomplete record: only the records are compared. */
async function findOtherIds<State>(tested: Tested<State>, environment: Environment<State>): Promise<string[]> {
  const { ids } = await tested.baseline();
  tested.subject.time.pass(hourMs);
  const last = await runUntilComplete(tested, environment);
  const found = [
    ...difference(ids, environment.ids()).map((id) => `${id} is not delivered afterwards`),
    ...difference(environment.ids(), ids).map((id) => `${id} is delivered, which the vendor does not have`),
  ];
  return found.map((each) => `${each}\n${describeRequests(last)}`);
}

/** Gives the responses of an operation another form. The vendor acts as usual. */
function withSuccess<State>(subject: Subject<State>, { fetch }: Environment<State>, success: Success): Fetch {
  const { status, form, target } = success;
  const { entry, document, base, operation } = target;
  const schema = schemaOf(entry, status, document);
  const validator = subject.specifications[base]?.validator;
  return async (request) => {
    const response = await fetch(request);
    const path = new URL(request.url).pathname.slice(new URL(base).pathname.replace(/\/$/, "").length);
    const isIts = request.method === operation.method && request.url.startsWith(base) && pathFits(entry.path, path);
    if (!isIts || !response.ok || !validator) return response;
    const headers = new Headers(response.headers);
    headers.delete("content-length");
    if (schema === undefined) return new Response(null, { status, headers });
    const text = await response.text();
    const given: unknown = text === "" ? undefined : JSON.parse(text);
    const body = validator.validate(schema, given).length === 0 ? given : exampleOf(schema, document);
    const shown = form === "whole" ? body : reduced(body, schema, validator, form);
    headers.set("content-type", "application/json");
    return new Response(JSON.stringify(shown), { status, headers });
  };
}
