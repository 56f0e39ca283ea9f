import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

/**
 * Long tests of what does not depend on the Node line: mappings against API documents, fakes in virtual time, what a command prints. One
 * run of them is enough.
 */
const long = [
  "src/specs*",
  "src/*.{contract,coverage,fakes,fuzz}",
  "src/formats/html-to-text",
  "src/lever-warehouses/pull-profile-list",
  "src/{render,completion}",
  "src/{cursor,failure,state}-commands",
  "src/init/init-command",
  "src/run/many-pushes",
  "src/kills",
  "src/fleet/fleet",
  "src/acme/planted-*",
  "src/conformance",
  "src/*.conformance",
];
const longTests = process.env.TEST_LONG === "no" ? long.map((name) => `${name}.test.ts`) : [];

/** One configuration for every package; a package's own tests are found beside its source. */
export default defineConfig({
  define: { __PACKAGE_VERSION__: JSON.stringify("0.0.0-test") },
  test: {
    include: ["src/**/*.test.ts"],
    exclude: ["**/node_modules/**", "**/dist/**", ...longTests],
    // Turbo sets the variable. Its runs print failures only: the table of `npm test` shows the rest.
    reporters: [process.env.TURBO_HASH ? "minimal" : "default", ["json", { outputFile: "test-results/vitest.json" }]],
    isolate: false,
    // The soak runs the whole sample of the conformance suite.
    env: { CONFORMANCE: process.env.CONFORMANCE ?? "0.25" },
    setupFiles: [fileURLToPath(new URL("config/fresh-modules.ts", import.meta.url))],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 20_000 } },
    unstubGlobals: true,
    restoreMocks: true,
  },
});
