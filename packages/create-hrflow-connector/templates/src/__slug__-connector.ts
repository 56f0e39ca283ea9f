import { defineAction, defineConnector } from "@hrflow-connectors/core/connector";
import __hrflowImports__ from "@hrflow-connectors/hrflow-client/warehouses";
// #if pushProfile pullProfileList
import { __camel__Candidates } from "./__slug__-warehouses/candidates";
// #end
// #if pullJobList
import { __camel__Jobs } from "./__slug__-warehouses/jobs";
// #end
// #if pushProfile
import { formatCandidate } from "./formats/format-candidate";
// #end
// #if pullJobList
import { formatJob } from "./formats/format-job";
// #end
// #if pullProfileList
import { formatProfile } from "./formats/format-profile";
// #end

declare const __PACKAGE_VERSION__: string;

export const __camel__ = defineConnector({
  name: "__name__",
  slug: "__slug__",
  type: "ATS",
  url: "https://__slug__.example",
  description: "Moves __records__ between HrFlow.ai and __name__.",
  package: { name: "__package__", version: __PACKAGE_VERSION__ },
  actions: {
    // #if pushProfile
    pushProfile: defineAction({
      description: "Creates a candidate in __name__ from an HrFlow.ai profile, with its resume.",
      origin: hrflowProfiles,
      target: __camel__Candidates,
      format: formatCandidate,
    }),
    // #end
    // #if pullJobList
    pullJobList: defineAction({
      description: "Copies the jobs of __name__ to an HrFlow.ai board.",
      origin: __camel__Jobs,
      target: hrflowJobs,
      format: formatJob,
    }),
    // #end
    // #if pullProfileList
    pullProfileList: defineAction({
      description: "Copies the candidates of __name__ to an HrFlow.ai source.",
      origin: __camel__Candidates,
      target: hrflowProfileTarget,
      format: formatProfile,
    }),
    // #end
  },
});
