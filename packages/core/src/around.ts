import type { Logger } from "./contract/result";
import type { Around, AroundOutcome, AroundRequest, RunOptions } from "./contract/run";
import { describeError } from "./errors";
import type { Outgoing } from "./http/outgoing";
import type { Redactor } from "./redactor";

export type AroundFunction = NonNullable<RunOptions["around"]>;

/**
 * Runs work within a user's `around`, and settles as the work does. The work starts once, by the time that function returns, whatever the
 * function does; `onFault` is called for what it did wrong.
 */
export function surround<T>(
  around: AroundFunction,
  what: Around,
  work: () => Promise<T>,
  tell: (value: T) => AroundOutcome,
  {
    tellError,
    onFault = () => {},
  }: { tellError?: (error: unknown) => AroundOutcome; onFault?(problem: string, error?: unknown): void } = {},
): Promise<T> {
  let started: Promise<T> | undefined;
  const start = () => {
    started ??= work();
    return started;
  };
  const begin = () => {
    const told = start().then(tell, tellError);
    // Who calls it may not wait for it: an unhandled rejection would end the process.
    told.catch(() => undefined);
    return told;
  };
  try {
    Promise.resolve(around(what, begin)).catch((error: unknown) => onFault("failed", error));
    // After a rejection, which tells why.
    if (!started) queueMicrotask(() => onFault("did not call `work` before it returned"));
  } catch (error) {
    onFault("failed", error);
  }
  return start();
}

/** Sends one attempt within `around`, if there is one. */
export function surroundAttempt<Response extends { status: number }>(
  { around, isForFiles = false }: { around?: AroundFunction | undefined; isForFiles?: boolean },
  { method, shownUrl: url, template, headers }: Outgoing,
  attempt: Pick<AroundRequest, "attempt" | "waitedMs">,
  send: () => Promise<Response>,
): Promise<Response> {
  if (!around) return send();
  const address = isForFiles ? {} : { url, ...(template === undefined ? {} : { template }) };
  const setHeader = (name: string, value: string) => headers.set(name, value);
  const what: AroundRequest = { type: "request", method, ...address, ...attempt, setHeader };
  const tellError = (error: unknown): AroundOutcome => ({ type: "request", error: describeError(error) });
  return surround(around, what, send, ({ status }) => ({ type: "request", status }), { tellError });
}

/** The `around` of a run: says which run it is, without secrets, and logs the first fault of the user's function. */
export function aroundOf(
  { around }: RunOptions,
  { runId, workflowId, connector, id }: { runId: string; workflowId: string; connector: { slug: string }; id: string },
  redactor: Redactor,
  logger: Logger,
): AroundFunction | undefined {
  if (!around) return undefined;
  const run = { runId, workflowId, connector: connector.slug, action: id };
  let isLogged = false;
  const onFault = (problem: string, error?: unknown) => {
    const why = error === undefined ? {} : { error: describeError(error) };
    if (!isLogged) logger.error(why, `around ${problem}; the run goes on`);
    isLogged = true;
  };
  return (what, work) =>
    surround(around, redactor.data({ ...run, ...what }), work, (outcome) => redactor.data(outcome), { onFault });
}
