import type { RunResult } from "@hrflow-connectors/core";
import { type LeverOpportunityItem, type LeverOpportunityListParameters, lever } from "./index";

/** Only compiled by the type check, never run. */
const originParameters = { apiSecret: "s", apiUser: "u", sourceKey: "k", profileKey: "p" };
const application = { authDomain: "sandbox-lever", clientDomain: "api.sandbox", clientId: "i", clientSecret: "s" };
const byCode = { ...application, authorizationCode: "c", performAs: "u" };
const byKey = { apiKey: "k", clientDomain: "api" };
const board = { apiSecret: "s", apiUser: "u", boardKey: "b" };
const base = { workflowId: "w", originParameters };

export async function accepted(): Promise<RunResult[]> {
  return [
    // All parameters that users of the Python project know.
    await lever.pushProfile(
      {
        workflowId: "some_string_identifier",
        actionParameters: { logics: [], format: undefined, readMode: "sync" },
        originParameters: { apiSecret: "s", apiUser: "u", sourceKey: "k", profileKey: "p" },
        targetParameters: {
          authDomain: "sandbox-lever",
          clientDomain: "api.sandbox",
          clientId: "i",
          clientSecret: "s",
          authorizationCode: "c",
          performAs: "u",
          parse: false,
          performAsPostingOwner: false,
        },
      },
      { fetch, store: undefined, logger: console, signal: new AbortController().signal, onEvent: ({ type }) => type },
    ),
    await lever.pushProfile({ ...base, targetParameters: byCode }),
    await lever.pushProfile({ ...base, targetParameters: { ...byCode, redirectUri: "https://app.example.com" } }),
    await lever.pushProfile({ ...base, targetParameters: { ...application, refreshToken: "r", performAs: "u" } }),
    await lever.pushProfile({ ...base, targetParameters: { apiKey: "k", clientDomain: "api", performAs: "u" } }),
    await lever.pushProfile({
      ...base,
      targetParameters: byCode,
      actionParameters: {
        format: async ({ info }): Promise<LeverOpportunityItem> => ({ name: info?.full_name ?? "", postings: ["p"] }),
        logics: [(item) => (item.emails?.length ? item : null), async (item) => ({ ...item, tags: ["t"] })],
        callback: ({ receipts }) => receipts.length,
      },
    }),
    await lever.pullJobList({
      workflowId: "w",
      originParameters: { apiKey: "k", clientDomain: "api", state: ["published", "internal"] },
      targetParameters: { apiSecret: "s", apiUser: "u", boardKey: "b" },
      actionParameters: { logics: [(job) => (job.name === "Baker" ? job : undefined)] },
    }),
    await lever.pullJobList({
      workflowId: "w",
      originParameters: {
        ...byKey,
        limit: 5,
        confidentiality: "all",
        team: ["Bread"],
        distributionChannel: ["public"],
      },
      targetParameters: board,
      actionParameters: { readMode: "incremental" },
    }),
    await lever.pullJob({ workflowId: "w", originParameters: { ...byKey, postingId: "p" }, targetParameters: board }),
  ];
}

type Input = Parameters<typeof lever.pushProfile>[0];
type PullInput = Parameters<typeof lever.pullJobList>[0];

const to = (targetParameters: Input["targetParameters"]) => lever.pushProfile({ ...base, targetParameters });
const from = (source: Input["originParameters"]) =>
  lever.pushProfile({ ...base, originParameters: source, targetParameters: byCode });
const by = (actionParameters: Input["actionParameters"]) =>
  lever.pushProfile({ ...base, targetParameters: byCode, actionParameters });
const pullFrom = (source: PullInput["originParameters"]) => source;

export function refused(): void {
  // @ts-expect-error two credentials
  to({ ...byCode, refreshToken: "r" });
  // @ts-expect-error two credentials
  to({ ...byCode, apiKey: "k" });
  // @ts-expect-error two credentials
  to({ ...application, refreshToken: "r", apiKey: "k", performAs: "u" });
  // @ts-expect-error no credential
  to({ ...application, performAs: "u" });
  // @ts-expect-error performAs is missing
  to({ ...application, authorizationCode: "c" });
  // @ts-expect-error an API key needs the clientDomain
  to({ apiKey: "k", performAs: "u" });
  // @ts-expect-error OAuth needs the application
  to({ authorizationCode: "c", clientDomain: "api", performAs: "u" });
  // @ts-expect-error the Python project's spelling
  to({ ...application, authorizationCode: "c", perform_as: "u" });
  // @ts-expect-error the Python project's spelling, beside the right one
  to({ ...byCode, perform_as: "u" });
  // @ts-expect-error a flag as text
  to({ ...byCode, parse: "false" });
  // @ts-expect-error no profileKey
  from({ apiSecret: "s", apiUser: "u", sourceKey: "k" });
  // @ts-expect-error the Python project's spelling
  from({ ...originParameters, profile_key: "p" });
  // @ts-expect-error a format that returns no opportunity
  by({ format: () => ({ name: 7 }) });
  // @ts-expect-error a format that takes no profile
  by({ format: (profile: number) => ({ name: `${profile}` }) });
  // @ts-expect-error a logic that returns no opportunity
  by({ logics: [() => "no"] });
  // @ts-expect-error a logic that takes no opportunity
  by({ logics: [(item: number) => (item ? {} : null)] });
  // @ts-expect-error no such mode
  by({ readMode: "full" });
  // @ts-expect-error no such state
  pullFrom({ apiKey: "k", clientDomain: "api", state: ["open"] });
  // @ts-expect-error no workflowId
  lever.pushProfile({ originParameters, targetParameters: byCode });
  // @ts-expect-error no originParameters
  lever.pushProfile({ workflowId: "w", targetParameters: byCode });
  // @ts-expect-error no such action
  lever.pushProfiles({ ...base, targetParameters: byCode });
}

/** A posting needs its id. */
export const withoutPosting = () =>
  // @ts-expect-error: postingId is missing
  lever.pullJob({ workflowId: "w", originParameters: byKey, targetParameters: board });

export const filters: LeverOpportunityListParameters[] = [
  { ...byKey, origin: ["applied"], archived: false, createdAtStart: "2026-01-01", limit: 5, resumes: false },
  // @ts-expect-error: Lever has no such origin
  { ...byKey, origin: ["elsewhere"] },
  // @ts-expect-error: times are texts
  { ...byKey, updatedAtEnd: 5 },
];
