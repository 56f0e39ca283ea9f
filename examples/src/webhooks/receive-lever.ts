import type { RunOptions, Store } from "@hrflow-connectors/core";
import { lever } from "@hrflow-connectors/lever";
import type { Accounts } from "../hourly-sync/sync";

/** A queue as you have one already. A job names an opportunity, and holds neither secrets nor personal data. */
export interface Queue {
  add(job: { opportunityId: string }): Promise<void>;
}

/** Receives what Lever sends, and leaves the work to the queue. */
export function receiveLever(secrets: string[], { store, queue }: { store: Store; queue: Queue }) {
  return lever.webhooks({
    secrets,
    store,
    async onEvent(event) {
      if (event.action?.method === "pullProfile") await queue.add(event.action.originParameters);
    },
  });
}

/** What the queue's worker does: reads the opportunity again, and creates or updates its profile. */
export function pullOpportunity(job: { opportunityId: string }, accounts: Accounts, options: RunOptions) {
  return lever.pullProfile(
    {
      workflowId: "lever-webhooks",
      originParameters: { ...accounts.lever, ...job },
      targetParameters: { ...accounts.hrflow, sourceKey: accounts.fromLeverKey, upsert: true },
    },
    options,
  );
}
