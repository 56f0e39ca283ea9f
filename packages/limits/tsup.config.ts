import { defineConfig } from "tsup";
import { packagePreset } from "../../config/tsup-preset";

export default defineConfig(
  packagePreset({ entry: { redis: "src/redis-limiter.ts", postgres: "src/postgres-limiter.ts" } }),
);
