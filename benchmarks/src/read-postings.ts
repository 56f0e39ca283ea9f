import { lever } from "@hrflow-connectors/lever";
import { noRateLimit } from "./measure";
import { postingPages } from "./posting-pages";

/** Reads and formats so many postings by `lever.pullJobList`, and discards them before the write: there are no other requests. */
export async function readPostings(count: number): Promise<void> {
  const result = await lever.pullJobList(
    {
      workflowId: "benchmark",
      actionParameters: { logics: [() => null] },
      originParameters: { apiKey: "not-a-real-key", clientDomain: "api" },
      targetParameters: { apiSecret: "not-a-real-key", apiUser: "ada@example.com", boardKey: "board" },
    },
    { fetch: postingPages(count), rateLimits: { lever: noRateLimit, hrflow: noRateLimit } },
  );
  if (result.events.logics_discard !== count)
    throw new Error(`items are missing: ${JSON.stringify(result.failures[0])}`);
}
