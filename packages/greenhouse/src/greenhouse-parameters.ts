// The parameters of the warehouses that read.
export {
  type CheckedCandidateFilters,
  candidateId,
  profilesV1Parameters,
  profilesV3Parameters,
} from "./greenhouse-candidate-parameters";
export {
  type CheckedJobFilters,
  type GreenhouseJobFilters,
  hasJobFilter,
  jobDefaults,
  jobParameters,
  jobsParameters,
} from "./greenhouse-job-parameters";
