import { type DeadLetter, type RunResult, readDeadLetters, replay } from "@hrflow-connectors/core";
import type { LoadedConfig } from "./load-config";
import { listingStore } from "./state";
import { UsageError } from "./usage-error";
import { findWorkflow, optionsOf, parametersOf, type Surroundings } from "./workflows";

/** A failed item without the item itself, which is about a person. */
export type FailedItem = Omit<DeadLetter, "item">;

/** The items of a workflow that failed and that no later run delivered. Throws `UsageError` if the store cannot list them. */
export async function failuresOf(loaded: LoadedConfig, name: string): Promise<FailedItem[]> {
  findWorkflow(loaded, name);
  const failed: FailedItem[] = [];
  for await (const { item: _, ...rest } of readDeadLetters(listingStore(loaded), { workflowId: name }))
    failed.push(rest);
  return failed;
}

export interface ReplaySettings {
  /** Only what failed first in this run. Default: in any. */
  run?: string | undefined;
  /** Leaves alone what was refused for good. */
  skipPermanent?: boolean | undefined;
  dryRun?: boolean | undefined;
}

/** Tries the failed items of a workflow again, run by run, and yields the result of each. It ends early once it is stopped. */
export async function* replayWorkflow(
  loaded: LoadedConfig,
  name: string,
  { run, skipPermanent = false, dryRun = false }: ReplaySettings,
  surroundings: Surroundings,
): AsyncGenerator<RunResult> {
  const { action, actionParameters, ...workflow } = findWorkflow(loaded, name);
  const store = listingStore(loaded);
  const parameters = parametersOf(loaded, { action, ...workflow }, surroundings);
  const failed = (await failuresOf(loaded, name)).filter(({ runId }) => run === undefined || run === runId);
  if (run !== undefined && failed.length === 0)
    throw new UsageError(
      `no failed item of the run "${run}" is in the store. \`hrc failures ${name}\` lists the runs.`,
    );
  for (const runId of new Set(failed.map((one) => one.runId))) {
    if (surroundings.signal?.aborted) return;
    const isDry = dryRun || actionParameters?.dryRun === true;
    const input = { runId, skipPermanent, actionParameters: { ...actionParameters, dryRun: isDry }, ...parameters };
    yield await replay(action, input, { ...optionsOf(loaded, surroundings), store });
  }
}
