import { testConnector } from "@hrflow-connectors/testing/vitest";
import { create__Pascal__Fake, sample } from "./__fixtures__/__slug__-fake";
import { __camel__ } from "./__slug__-connector";

testConnector(__camel__, {
  documents: { "https://api.__slug__.example/v1": new URL("../__spec__", import.meta.url) },
  createFake: () => create__Pascal__Fake({ ...sample.credential, ...sample.records }),
  parameters: { ...sample.credential, companyId: "12" },
  // #if pushProfile
  records: sample.created,
  // #end
  // #if pullJobList pullProfileList
  pulls: {
    // #if pullJobList
    pullJobList: { ids: ({ jobs }) => jobs.map(({ id }) => id), add: sample.addJob },
    // #end
    // #if pullProfileList
    pullProfileList: { ids: ({ candidates }) => candidates.map(({ id }) => id), add: sample.addCandidate },
    // #end
  },
  // #end
  prism: true,
});
