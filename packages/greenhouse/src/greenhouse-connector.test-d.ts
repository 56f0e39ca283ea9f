import type { HrflowProfile } from "@hrflow-connectors/hrflow-client";
import { expectTypeOf } from "vitest";
import greenhouseByDefault, {
  formatCandidate,
  formatJob,
  type GreenhouseCandidateItem,
  type GreenhouseJobRecord,
  type GreenhouseProfilesParameters,
  greenhouse,
} from "./index";

const originParameters = { apiSecret: "s", apiUser: "u", sourceKey: "k", profileKey: "p" };
const base = { workflowId: "w", originParameters };
const v1 = { auth: "key", onBehalfOf: "17" };
const board = { boardToken: "acme", boardApiKey: "key" };
const v3 = { clientId: "id", clientSecret: "secret" };

expectTypeOf(greenhouseByDefault).toEqualTypeOf(greenhouse);
expectTypeOf(formatCandidate).returns.toEqualTypeOf<GreenhouseCandidateItem>();

greenhouse.pushProfile({ ...base, targetParameters: v1 });
greenhouse.pushProfile({ ...base, targetParameters: { ...v1, onBehalfOf: 17 } });
greenhouse.pushProfile({ ...base, targetParameters: v3 });
greenhouse.pushProfile({ ...base, targetParameters: { ...v3, userId: undefined } });
greenhouse.pushProfile({ ...base, targetParameters: { ...v3, userId: 17 } });

greenhouse.pushProfile({ ...base, targetParameters: board });
greenhouse.pushProfileList({
  workflowId: "w",
  originParameters: { apiSecret: "s", apiUser: "u", sourceKey: "k", createdAtMin: "2026-01-31" },
  targetParameters: v3,
});

// @ts-expect-error boardApiKey is missing
greenhouse.pushProfile({ ...base, targetParameters: { boardToken: "acme" } });
// @ts-expect-error a board and a credential of Harvest
greenhouse.pushProfile({ ...base, targetParameters: { ...board, ...v3 } });
const { sourceKey: _, profileKey: __, ...credential } = originParameters;
// @ts-expect-error the profiles of a list have a source
greenhouse.pushProfileList({ workflowId: "w", originParameters: credential, targetParameters: v3 });
// @ts-expect-error onBehalfOf is missing
greenhouse.pushProfile({ ...base, targetParameters: { auth: "key" } });
// @ts-expect-error clientSecret is missing
greenhouse.pushProfile({ ...base, targetParameters: { clientId: "id" } });
// @ts-expect-error two credentials
greenhouse.pushProfile({ ...base, targetParameters: { ...v1, ...v3 } });
// @ts-expect-error userId belongs to Harvest v3
greenhouse.pushProfile({ ...base, targetParameters: { ...v1, userId: 17 } });
// @ts-expect-error an id is not a boolean
greenhouse.pushProfile({ ...base, targetParameters: { auth: "key", onBehalfOf: true } });
// @ts-expect-error there is no such parameter
greenhouse.pushProfile({ ...base, targetParameters: { auth: "key", onBehalfOf: 17, on_behalf_of: 17 } });
// @ts-expect-error nothing is given
greenhouse.pushProfile({ ...base, targetParameters: {} });

greenhouse.pushProfile({
  ...base,
  targetParameters: v1,
  actionParameters: {
    format: (profile) => {
      expectTypeOf(profile).toEqualTypeOf<HrflowProfile>();
      return { ...formatCandidate(profile), is_private: true };
    },
    logics: [(item) => (item.company ? item : null)],
  },
});
greenhouse.pushProfile({
  ...base,
  targetParameters: v1,
  actionParameters: {
    // @ts-expect-error applications are missing
    format: () => ({ first_name: "Ada", last_name: "Lovelace" }),
  },
});

const targetParameters = { apiSecret: "s", apiUser: "u", boardKey: "b" };
greenhouse.pullJobList({ workflowId: "w", originParameters: { boardToken: "acme" }, targetParameters });
// @ts-expect-error boardToken is missing
greenhouse.pullJobList({ workflowId: "w", originParameters: {}, targetParameters });

greenhouse.pullJobList({ workflowId: "w", originParameters: v3, targetParameters });
greenhouse.pullJobList({
  workflowId: "w",
  originParameters: { ...v3, status: "open", jobIds: [1, "2"], updatedAfter: "2026-01-01" },
  targetParameters,
  actionParameters: {
    format: (job) => {
      expectTypeOf(job).toEqualTypeOf<GreenhouseJobRecord>();
      return formatJob(job);
    },
  },
});
// @ts-expect-error a board takes no credential
greenhouse.pullJobList({ workflowId: "w", originParameters: { boardToken: "acme", ...v3 }, targetParameters });
// @ts-expect-error a board cannot be filtered
greenhouse.pullJobList({ workflowId: "w", originParameters: { boardToken: "acme", status: "open" }, targetParameters });
greenhouse.pullJob({ workflowId: "w", originParameters: { boardToken: "acme", jobId: 1 }, targetParameters });
greenhouse.pullJob({ workflowId: "w", originParameters: { ...v3, jobId: "1" }, targetParameters });
// @ts-expect-error jobId is missing
greenhouse.pullJob({ workflowId: "w", originParameters: v3, targetParameters });

const byTag: GreenhouseProfilesParameters = { ...v3, tag: "x" };
// @ts-expect-error Harvest v1 cannot filter by tag
const byTagV1: GreenhouseProfilesParameters = { ...v1, tag: "x" };
expectTypeOf(byTag).toExtend<GreenhouseProfilesParameters>();
expectTypeOf(byTagV1).toExtend<GreenhouseProfilesParameters>();
