import {
  type CheckContext,
  defineWarehouse,
  type OriginFile,
  paginate,
  type ReadContext,
  unlessMissing,
} from "@hrflow-connectors/core/connector";
import { leverConnection } from "../lever-connection";
import type { LeverOpportunity, LeverOpportunityWithResumes, LeverPaths, LeverResume } from "../lever-types";
import { type CheckedOpportunityId, opportunityIdParameters } from "./opportunity-filters";
import { largestPage, pageOf } from "./responses";

type Api = Pick<ReadContext<LeverPaths, unknown>, "api">;

const documentation = "https://hire.lever.co/developer/documentation";

export const resumeEndpoints = [
  {
    endpoint: "GET /opportunities/{opportunity}/resumes",
    url: `${documentation}#list-all-resumes`,
    permission: "resumes:read:admin",
  },
  {
    endpoint: "GET /opportunities/{opportunity}/resumes/{resume}/download",
    url: `${documentation}#download-a-resume-file`,
    permission: "resumes:read:admin",
  },
] as const;

/** What an opportunity is read with. */
export const expand: ("applications" | "contact" | "stage")[] = ["applications", "contact", "stage"];

/** One opportunity by its id. One that does not exist is an empty read. */
export const leverOpportunity = defineWarehouse({
  name: "Lever opportunity",
  dataType: "profile",
  connection: leverConnection,
  read: {
    parameters: opportunityIdParameters,
    endpoints: [
      {
        endpoint: "GET /opportunities/{opportunity}",
        url: `${documentation}#retrieve-a-single-opportunity`,
        permission: "opportunities:read:admin",
      },
      ...resumeEndpoints,
    ],
    async check({ api, parameters: { opportunityId }, probe }) {
      const params = { path: { opportunity: opportunityId } };
      const advice =
        "check opportunityId; grant opportunities:read:admin, and for a confidential one confidential:access:admin";
      const read = () => api.GET("/opportunities/{opportunity}", { params });
      if (await probe(`the opportunity ${opportunityId}`, read, advice))
        await probeResumes(opportunityId, { api, probe });
    },
    isFiltered: () => true,
    read: readOpportunity,
    file: readResume,
  },
});

type Checking = Pick<CheckContext<LeverPaths, unknown>, "api" | "probe">;

/** Looks whether the resumes of an opportunity may be read. */
export async function probeResumes(opportunity: string, { api, probe }: Checking): Promise<void> {
  const params = { path: { opportunity }, query: { limit: 1 } };
  // Without resumes it was a 404 once.
  const read = async () => (await unlessMissing(api.GET("/opportunities/{opportunity}/resumes", { params }))) ?? {};
  await probe(`the list of an opportunity's resumes`, read, "grant resumes:read:admin, or set resumes to false");
}

/** An opportunity by its id, or nothing. */
async function* readOpportunity(
  context: ReadContext<LeverPaths, CheckedOpportunityId>,
): AsyncGenerator<LeverOpportunityWithResumes> {
  const path = { opportunity: context.parameters.opportunityId };
  const found = await unlessMissing(
    context.api.GET("/opportunities/{opportunity}", { params: { path, query: { expand } } }),
  );
  if (found) yield await addResumes(found.data, context);
}

/** Lever has no list of the resumes of several opportunities. */
export async function addResumes(
  row: LeverOpportunity,
  { api }: Api,
  isWanted = true,
): Promise<LeverOpportunityWithResumes> {
  if (!isWanted || row.isAnonymized) return row;
  const params = { path: { opportunity: row.id } };
  const resumes: LeverResume[] = [];
  const load = async (offset: string | undefined) =>
    // An opportunity without resumes was a 404 once, and one that was deleted meanwhile still is.
    (await unlessMissing(
      api.GET("/opportunities/{opportunity}/resumes", { params: { ...params, query: { limit: largestPage, offset } } }),
    )) ?? { data: [] };
  for await (const resume of paginate(load, pageOf)) resumes.push(resume);
  return { ...row, resumes };
}

/** Downloads a resume by the id that `formatProfile` gives it. */
export function readResume({ id, fileName }: OriginFile, { api }: Api): Promise<File> {
  const [opportunity = "", resume = ""] = id.split("/");
  const params = { path: { opportunity, resume } };
  return api.file("/opportunities/{opportunity}/resumes/{resume}/download", { params, fileName });
}
