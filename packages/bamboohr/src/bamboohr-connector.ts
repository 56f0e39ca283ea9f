import { defineAction, defineConnector } from "@hrflow-connectors/core/connector";
import { hrflowJobs, hrflowProfiles, hrflowProfileTarget } from "@hrflow-connectors/hrflow-client/warehouses";
import { bamboohrApplications } from "./bamboohr-warehouses/applications";
import { bamboohrJobs } from "./bamboohr-warehouses/jobs";
import { bamboohrWebhooks } from "./bamboohr-webhooks";
import { formatApplication } from "./formats/format-application";
import { formatJob, jobTags } from "./formats/format-job";
import { formatProfile, profileTags } from "./formats/format-profile";

/** Set when the package is built. */
declare const __PACKAGE_VERSION__: string;

/** Moves profiles and jobs between HrFlow.ai and BambooHR. */
export const bamboohr = defineConnector({
  name: "BambooHR",
  slug: "bamboohr",
  type: "ATS",
  url: "https://www.bamboohr.com",
  description: "Moves profiles and jobs between HrFlow.ai and BambooHR.",
  package: { name: "@hrflow-connectors/bamboohr", version: __PACKAGE_VERSION__ },
  webhooks: bamboohrWebhooks,
  actions: {
    pushProfile: defineAction({
      description: "Creates an application in BambooHR from an HrFlow.ai profile, for each job that it names.",
      origin: hrflowProfiles,
      target: bamboohrApplications,
      format: formatApplication,
    }),
    pullJobList: defineAction({
      description: "Copies BambooHR's job openings to an HrFlow.ai board.",
      origin: bamboohrJobs,
      target: hrflowJobs,
      format: formatJob,
      ownTags: jobTags,
    }),
    pullProfileList: defineAction({
      description: "Copies BambooHR's applications to an HrFlow.ai source.",
      origin: bamboohrApplications,
      target: hrflowProfileTarget,
      format: formatProfile,
      ownTags: profileTags,
    }),
  },
});
