export type { BamboohrCredential } from "./bamboohr-connection";
export { bamboohr, bamboohr as default } from "./bamboohr-connector";
export type { BamboohrApplication, BamboohrCareersJob, BamboohrJob } from "./bamboohr-types";
export { type BamboohrApplicationItem, bamboohrApplications } from "./bamboohr-warehouses/applications";
export { type BamboohrJobsParameters, type BamboohrJobWithPage, bamboohrJobs } from "./bamboohr-warehouses/jobs";
export type { BamboohrWebhookEvent } from "./bamboohr-webhooks";
export { formatApplication } from "./formats/format-application";
export { formatJob } from "./formats/format-job";
export { formatProfile } from "./formats/format-profile";
