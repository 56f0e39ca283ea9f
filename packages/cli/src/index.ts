export {
  type Config,
  defineConfig,
  env,
  file,
  type Secret,
  type SharedOptions,
  type WithSecrets,
  type Workflow,
} from "./config";
export type { Schedule, ZonedSchedule } from "./schedule";
