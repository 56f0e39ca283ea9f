import type { BamboohrApplication, BamboohrCareersJob, BamboohrJob } from "../bamboohr-types";

export interface BamboohrFakeFile {
  id: number;
  name: string;
  type: string;
  bytes: Uint8Array<ArrayBuffer>;
}

/** An application, and what the API does not show of it. */
export interface BamboohrFakeApplication {
  shown: BamboohrApplication;
  comments: string[];
}

/** Everything that a company's BambooHR holds. */
export interface BamboohrState {
  jobs: BamboohrJob[];
  /** Public pages by the id of their job. */
  careersPages: Record<number, BamboohrCareersJob>;
  applications: BamboohrFakeApplication[];
  files: BamboohrFakeFile[];
}
