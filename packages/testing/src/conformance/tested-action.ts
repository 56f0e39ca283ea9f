import type { Baseline, Tested } from "./check";
import {
  createEnvironment,
  type Environment,
  hourMs,
  type Run,
  type RunSettings,
  readsOf,
  type Subject,
} from "./environment";
import { type IsRead, operationsOf } from "./operations";
import type { TestedAction } from "./settings";
import { isComplete, isCredentialRefused } from "./violations";

export function testedAction<State>(
  subject: Subject<State>,
  action: TestedAction,
  earlier?: Tested<State>,
): Tested<State> {
  let known: Promise<Baseline> | undefined;
  let isRead: IsRead | undefined;
  const tested: Tested<State> = {
    subject,
    action,
    isRead: (request) => {
      isRead ??= readsOf(subject, action);
      return isRead(request);
    },
    ...(earlier ? { earlier } : {}),
    baseline: () => {
      known ??= (async () => {
        const environment = begin(tested);
        const run = await environment.run();
        return {
          ...{ parts: environment.parts(), ids: environment.ids(), receipts: run.result.receipts.length, run },
          operations: operationsOf(run.received, subject.documents, tested.isRead),
          storeOperations: [...environment.store.operations],
          violations: environment.checked.violations,
        };
      })();
      return known;
    },
  };
  return tested;
}

/** How many requests the runs without faults of all cells together may send. */
const requestsOfCells = 600;

/** Returns the number of cells to run, at most `most`: fewer for an action that sends many requests, and for a variant. */
export async function affordable<State>(tested: Tested<State>, most: number): Promise<number> {
  const { run } = await tested.baseline();
  const affordable = Math.max(16, Math.floor(requestsOfCells / Math.max(1, run.received.length)));
  return Math.min(tested.earlier ? Math.ceil(most / 2) : most, affordable);
}

/** New servers and an empty store, an hour before those of the last check. */
export function begin<State>(
  { subject, action }: Pick<Tested<State>, "subject" | "action">,
  ...profiles: [Parameters<typeof createEnvironment>[2]?]
): Environment<State> {
  subject.time.begin();
  return createEnvironment(subject, action, ...profiles);
}

/** Runs the action until it is complete, at most so many times, an hour apart. */
export async function runUntilComplete<State>(
  { subject: { time } }: Pick<Tested<State>, "subject">,
  environment: Environment<State>,
  settings: RunSettings = {},
  most = 3,
): Promise<Run> {
  let run = await environment.run(settings);
  for (let n = 1; n < most && !isComplete(run); n++) {
    if (isCredentialRefused(run.result)) environment.renew();
    time.pass(hourMs);
    run = await environment.run(settings);
  }
  return run;
}
