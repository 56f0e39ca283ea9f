import { defineConfig } from "tsup";
import { packagePreset } from "../../config/tsup-preset";

export default defineConfig(
  packagePreset({
    entry: {
      file: "src/file-store.ts",
      redis: "src/redis-store.ts",
      postgres: "src/postgres-store.ts",
      encrypted: "src/encrypted-store.ts",
    },
  }),
);
