import { testConnector } from "@hrflow-connectors/testing/vitest";
import { create__Pascal__Fake } from "./__fixtures__/__slug__-fake";
import { __camel__ } from "./__slug__-connector";

// #if bearer basic headers
const credential = { apiKey: "__slug__-api-key" };
// #end
// #if oauth
const credential = { clientId: "__slug__-client", clientSecret: "__slug__-client-secret" };
// #end
const at = (number: number) => `2026-01-0${number}T00:00:00Z`;
// #if pullJobList
const job = (number: number) => ({ id: `j${number}`, title: `Job ${number}`, updated_at: at(number) });
// #end
// #if pushProfile pullProfileList
const candidate = (number: number) => ({
  ...{ id: `c${number}`, name: `Person ${number}`, email: `${number}@example.com`, resumes: [] },
  ...{ created_at: at(number), updated_at: at(number) },
});
// #end
const known = [1, 2, 3, 4, 5];

testConnector(__camel__, {
  documents: { "https://api.__slug__.example/v1": new URL("../__spec__", import.meta.url) },
  createFake: () =>
    create__Pascal__Fake({
      ...credential,
      // #if pullJobList
      jobs: known.map(job),
      // #end
      // #if pushProfile pullProfileList
      candidates: known.map(candidate),
      // #end
    }),
  parameters: { ...credential, companyId: "12" },
  // #if pushProfile
  records: ({ candidates }) =>
    candidates
      .slice(known.length)
      .map(({ id, name, email, resumes }) => ({ id, parts: [`${name}, ${email}`, ...resumes] })),
  // #end
  // #if pullJobList pullProfileList
  pulls: {
    // #if pullJobList
    pullJobList: { ids: ({ jobs }) => jobs.map(({ id }) => id), add: ({ jobs }) => void jobs.push(job(6)) },
    // #end
    // #if pullProfileList
    pullProfileList: {
      ids: ({ candidates }) => candidates.map(({ id }) => id),
      add: ({ candidates }) => void candidates.push(candidate(6)),
    },
    // #end
  },
  // #end
});
