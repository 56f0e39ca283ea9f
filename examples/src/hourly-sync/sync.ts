import type { RunOptions, RunResult } from "@hrflow-connectors/core";
import { lever } from "@hrflow-connectors/lever";

/** One HrFlow.ai account and one Lever account. */
export interface Accounts {
  hrflow: { apiSecret: string; apiUser: string };
  lever: { clientDomain: string; apiKey: string };
  /** The Lever user in whose name opportunities are created. */
  performAs: string;
  /** Where Lever's postings go. */
  boardKey: string;
  /** Where the people in Lever go. */
  fromLeverKey: string;
  /** Whose profiles go to Lever. Another source than the one before: what a pull brings is not pushed back. */
  toLeverKey: string;
}

/**
 * Both directions, one after the other: postings and people from Lever, then new profiles to Lever. Each reads only what changed since its
 * last run, which the store remembers. Yields each result; a run that fails leaves the others alone.
 */
export async function* syncOnce(accounts: Accounts, options: RunOptions): AsyncGenerator<[string, RunResult]> {
  const { hrflow, performAs, boardKey, fromLeverKey, toLeverKey } = accounts;
  const actionParameters = { readMode: "incremental" } as const;
  const runs = {
    "postings to HrFlow.ai": () =>
      lever.pullJobList(
        {
          workflowId: "hourly-jobs",
          actionParameters,
          originParameters: accounts.lever,
          targetParameters: { ...hrflow, boardKey, updateContent: true },
        },
        options,
      ),
    "people to HrFlow.ai": () =>
      lever.pullProfileList(
        {
          workflowId: "hourly-people",
          actionParameters,
          originParameters: accounts.lever,
          targetParameters: { ...hrflow, sourceKey: fromLeverKey, upsert: true },
        },
        options,
      ),
    "profiles to Lever": () =>
      lever.pushProfileList(
        {
          workflowId: "hourly-pushes",
          actionParameters,
          originParameters: { ...hrflow, sourceKey: toLeverKey },
          targetParameters: { ...accounts.lever, performAs },
        },
        options,
      ),
  };
  for (const [name, run] of Object.entries(runs)) {
    if (options.signal?.aborted) return;
    yield [name, await run()];
  }
}
