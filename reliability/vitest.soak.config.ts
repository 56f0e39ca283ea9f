import { defineConfig } from "vitest/config";
import shared from "../vitest.config.ts";

/** Runs all cases of which `npm test` runs a sample. Writes its results to a separate file. */
export default defineConfig({
  ...shared,
  test: {
    ...shared.test,
    isolate: true,
    env: { CONFORMANCE: process.env.CONFORMANCE ?? "1" },
    include: ["src/**/*.soak.ts"],
    reporters: ["default", ["json", { outputFile: "test-results/soak.json" }]],
    maxWorkers: 2,
    testTimeout: 1_200_000,
  },
});
