import { greenhouseBoardJobs, greenhouseHarvestJobs } from "./greenhouse-job-pulls";
import { greenhouseV1Profiles, greenhouseV3Profiles } from "./greenhouse-profile-pulls";
import { leverJobs, leverProfiles } from "./lever-pulls";
import type { Pull } from "./pull";

/** Every action that pulls a list, by every API that it reads from. */
export const pulls: readonly Pull[] = [
  leverJobs,
  leverProfiles,
  greenhouseBoardJobs,
  greenhouseHarvestJobs,
  greenhouseV3Profiles,
  greenhouseV1Profiles,
];
