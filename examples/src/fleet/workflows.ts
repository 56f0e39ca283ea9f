import type { Workflow } from "@hrflow-connectors/bullmq";
import { lever } from "@hrflow-connectors/lever";
import type { Accounts } from "../hourly-sync/sync";

/** What the workers know by a name. A job names a workflow, a connection and ids; the credentials are found here. */
export function createWorkflows(
  accountsOf: (connection: string | undefined) => Accounts | null,
): Record<string, Workflow> {
  return {
    "to-lever": {
      actions: { pushProfile: lever.pushProfile, pushProfileList: lever.pushProfileList },
      record: ["profileKey"],
      fanOut: { list: "pushProfileList", method: "pushProfile", record: ({ key }) => ({ profileKey: key }) },
      parameters({ connection }) {
        const accounts = accountsOf(connection);
        return (
          accounts && {
            originParameters: { ...accounts.hrflow, sourceKey: accounts.toLeverKey },
            targetParameters: { ...accounts.lever, performAs: accounts.performAs },
          }
        );
      },
    },
    "from-lever": {
      actions: { pullProfile: lever.pullProfile },
      record: ["opportunityId"],
      parameters({ connection }) {
        const accounts = accountsOf(connection);
        return (
          accounts && {
            originParameters: accounts.lever,
            targetParameters: { ...accounts.hrflow, sourceKey: accounts.fromLeverKey, upsert: true },
          }
        );
      },
    },
  };
}
