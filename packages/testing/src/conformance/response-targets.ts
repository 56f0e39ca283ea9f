import type { OpenApiDocument } from "../document/openapi-document";
import type { OperationEntry } from "../document/operations";
import type { Tested } from "./check";
import { type Environment, hourMs, type Run, type Subject } from "./environment";
import { entryOf, injectFault, type Operation, operationsOf } from "./operations";
import { begin, runUntilComplete } from "./tested-action";
import { describeRequests, difference, findViolations, isUnsure, warningsOf } from "./violations";

/** An operation of a document, and a request of a run to it. */
export interface Target {
  operation: Operation;
  entry: OperationEntry;
  document: OpenApiDocument;
  /** The base URL of the document. */
  base: string;
  /** The status that it responds with. */
  status: number | undefined;
  /** The write whose lost response leads to this lookup. */
  lost?: Operation;
}

const isFirst = ({ name }: Operation) => !name.endsWith(")");

function targetsOf<State>({ received }: Pick<Run, "received">, { documents }: Subject<State>): Target[] {
  return operationsOf(received, documents)
    .filter(isFirst)
    .flatMap((operation) => {
      const { fake: name, method, path } = operation;
      const request = received.find(
        ({ fake, request }) => fake.name === name && request.method === method && request.path === path,
      )?.request;
      const found = request && entryOf(request, documents);
      return found?.entry ? [{ ...found, operation, entry: found.entry, status: request?.status }] : [];
    });
}

/** The operations that a run reaches, and those that it reaches once the response to a write was lost. */
export async function findTargets<State>(tested: Tested<State>): Promise<Target[]> {
  const { subject, earlier } = tested;
  const { run } = await tested.baseline();
  const known = earlier ? targetsOf((await earlier.baseline()).run, subject) : [];
  const targets = targetsOf(run, subject);
  if (tested.action.direction === "push")
    for (const { operation } of targets.filter(({ operation: { kind } }) => kind === "write")) {
      const environment = begin(tested);
      loseResponse(environment, operation);
      const added = targetsOf(await environment.run(), subject).filter(({ operation: { kind } }) => kind === "read");
      for (const target of added)
        if (!targets.some((one) => one.operation.name === target.operation.name))
          targets.push({ ...target, lost: operation });
    }
  return targets.filter(({ operation: { name } }) => !known.some((one) => one.operation.name === name));
}

export function loseResponse<State>({ fakes }: Environment<State>, operation: Operation): void {
  injectFault(fakes, operation, { kind: "reset", when: "after" }, false);
}

/** Runs as usual until everything is delivered, and returns what is not. `wasNamed`: whether a warning said what is missing. */
export async function findUndelivered<State>(
  tested: Tested<State>,
  environment: Environment<State>,
  wasNamed: boolean,
): Promise<string[]> {
  const baseline = await tested.baseline();
  tested.subject.time.pass(hourMs);
  const last = await runUntilComplete(tested, environment);
  const isNamed = wasNamed || warningsOf(last).length > 0;
  const missing = difference(baseline.parts, environment.parts());
  const found = [
    ...findViolations(tested, last, environment, baseline, isNamed),
    ...environment.checked.violations,
    ...(last.result.status === "success" || isUnsure(last)
      ? []
      : [`not delivered afterwards: ${JSON.stringify(last.result.failures)}`]),
    ...(missing.length > 0 && !isNamed && !isUnsure(last) ? [`lost ${missing.join(", ")}`] : []),
  ];
  return found.map((each) => `${each}\n${describeRequests(last)}`);
}
