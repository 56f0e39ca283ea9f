import { defineConfig } from "vitest/config";
import shared from "../vitest.config.ts";

/** The whole of what `npm test` runs a part of. Its results have a file of their own. */
export default defineConfig({
  ...shared,
  test: {
    ...shared.test,
    include: ["src/**/*.soak.ts"],
    reporters: ["default", ["json", { outputFile: "test-results/soak.json" }]],
    maxWorkers: 2,
    testTimeout: 1_200_000,
  },
});
