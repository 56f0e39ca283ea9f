import { defineAction, defineConnector } from "@hrflow-connectors/core/connector";
import { hrflowJobs, hrflowProfiles } from "@hrflow-connectors/hrflow-client/warehouses";
import { acmeCandidates } from "./acme-candidates";
import { acmeJobs } from "./acme-jobs";
import { formatCandidate, formatJob } from "./formats";

export const acme = defineConnector({
  name: "Acme",
  slug: "acme",
  type: "ATS",
  url: "https://acme.example",
  description: "Moves profiles and jobs between HrFlow.ai and Acme.",
  package: { name: "hrflow-connector-acme", version: "1.0.0" },
  actions: {
    pushProfile: defineAction({
      description: "Creates a candidate in Acme from an HrFlow.ai profile.",
      origin: hrflowProfiles,
      target: acmeCandidates,
      format: formatCandidate,
    }),
    pullJobList: defineAction({
      description: "Copies Acme's jobs to an HrFlow.ai board.",
      origin: acmeJobs,
      target: hrflowJobs,
      format: formatJob,
    }),
  },
});
