import { formatJob, formatProfile, lever } from "@hrflow-connectors/lever";
import { createLeverClient } from "@hrflow-connectors/lever/client";
import { opportunityVendor } from "./lever-vendor";
import { postingVendor } from "./posting-pages";
import { board, dataOf, deliveredBy, groupsOf, optionsOf, type Pull, source, timeLimit } from "./pull";

const credential = { apiKey: "not-a-real-key", clientDomain: "api" } as const;
/** So many requests at once, as the action has. */
const sideBySide = 10;

export const leverJobs: Pull = {
  name: "lever.pullJobList",
  counts: { atOnce: 10_000, slow: 4_000 },
  vendor: postingVendor,
  run: (deliver, fetch) =>
    lever.pullJobList(
      { ...deliveredBy(deliver), originParameters: credential, targetParameters: board },
      optionsOf(fetch),
    ),
  async byHand(deliver, fetch) {
    const client = createLeverClient({ auth: { apiKey: credential.apiKey }, fetch });
    let offset: string | undefined;
    do {
      const query = { state: ["published" as const], limit: 100, ...(offset === undefined ? {} : { offset }) };
      const page = await dataOf(client.GET("/postings", { params: { query }, signal: timeLimit() }));
      for (const posting of page.data) deliver(formatJob(posting));
      offset = page.hasNext ? page.next : undefined;
    } while (offset !== undefined);
  },
};

export const leverProfiles: Pull = {
  name: "lever.pullProfileList",
  counts: { atOnce: 4_000, slow: 400 },
  vendor: opportunityVendor,
  run: (deliver, fetch) =>
    lever.pullProfileList(
      { ...deliveredBy(deliver), originParameters: credential, targetParameters: source },
      optionsOf(fetch),
    ),
  async byHand(deliver, fetch) {
    const client = createLeverClient({ auth: { apiKey: credential.apiKey }, fetch });
    const expand = ["applications" as const, "contact" as const, "stage" as const];
    let offset: string | undefined;
    do {
      const query = { expand, limit: 100, ...(offset === undefined ? {} : { offset }) };
      const page = await dataOf(client.GET("/opportunities", { params: { query }, signal: timeLimit() }));
      for (const rows of groupsOf(page.data, sideBySide)) {
        const complete = rows.map(async (row) => {
          const path = { opportunity: row.id };
          const resumes = await dataOf(
            client.GET("/opportunities/{opportunity}/resumes", { params: { path }, signal: timeLimit() }),
          );
          return formatProfile({ ...row, resumes: resumes.data });
        });
        for (const item of await Promise.all(complete)) deliver(item);
      }
      offset = page.hasNext ? page.next : undefined;
    } while (offset !== undefined);
  },
};
