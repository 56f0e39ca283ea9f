import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { KnipConfig } from "knip";
import type { Options } from "tsup";
import { type PublishedPackage, publishedPackages } from "./scripts/manifests/published-packages";

/**
 * Dependencies whose use knip cannot see, by package, beside those that tsup is told to compile in. A `!` marks what counts in
 * `knip --production --strict`, which compares the shipped source with the dependencies.
 */
const unseen: Record<string, string[]> = {
  // Only its types are used: the declarations mention them.
  core: ["@standard-schema/spec!"],
  otel: ["@hrflow-connectors/core!"],
  // The program of the first is started by its path. Only `./vitest` needs the other, and its users have it.
  testing: ["@redocly/cli", "vitest"],
  // The templates import them, and take their ranges from the manifest.
  "create-hrflow-connector": [
    "@hrflow-connectors/core",
    "@hrflow-connectors/hrflow-client",
    "@hrflow-connectors/manifest",
  ],
};

const isTest = "src/**/{*.test,*.test-d,__fixtures__/*}.ts";

/** The plugin for tsup is off: in strict mode it ignores a tsup that only the root depends on. */
async function packageConfig({ slug, folder, peers }: PublishedPackage) {
  const files = readdirSync(join(folder, "src"), { recursive: true, encoding: "utf8" });
  // Nothing imports these: the type check includes type tests, and tests start child processes by file name.
  const started = files.filter((file) => /\.test-d\.ts$|__fixtures__\/[^/]+-child\.ts$/.test(file));
  const { default: build }: { default: Options } = await import(join(folder, "tsup.config.ts"));
  const compiledIn = (build.noExternal ?? []).map((name) => `${name}!`);
  // A development dependency as well, which counts as unlisted in strict mode. `check:structure` says where they may be imported.
  const ownPeers = peers.filter((name) => name.startsWith("@hrflow-connectors/")).map((name) => `${name}!`);
  return {
    tsup: false as const,
    entry: [
      "tsup.config.ts",
      ...Object.values(build.entry ?? {}).map((file) => `${file}!`),
      ...started.map((file) => `src/${file}`),
    ],
    project: ["src/**/*.ts!", `!${isTest}!`],
    ignoreDependencies: [...compiledIn, ...ownPeers, ...(unseen[slug] ?? [])],
  };
}

export default async function config(): Promise<KnipConfig> {
  const workspaces: Record<string, object> = {
    ".": {
      entry: ["scripts/*.{ts,mjs}", "scripts/**/*.test.ts", "docs/.vitepress/{config,theme/index}.ts"],
      // The fixtures belong to the consumer projects that they are copied into.
      project: [
        "scripts/**/*.{ts,mjs}",
        "docs/.vitepress/theme/**/*.{ts,vue}",
        "config/*.ts",
        "*.ts",
        "!scripts/consumers/fixtures/**",
      ],
    },
    reliability: { entry: ["src/**/*.soak.ts"] },
    // Started as processes by file name.
    benchmarks: { entry: ["src/*-child.ts"] },
  };
  // One after the other: knip's loader cannot import a module twice at the same time.
  for (const published of publishedPackages) {
    workspaces[`packages/${published.slug}`] = await packageConfig(published);
  }
  return {
    workspaces,
    // Of util-linux: gives a program a terminal. The tests that need it are skipped without it.
    ignoreBinaries: ["script"],
    // openapi-typescript exports more than anybody needs.
    ignore: ["packages/*/src/generated/**"],
    // Types that an exported type mentions are exported too, because users' declarations must be able to name them.
    ignoreExportsUsedInFile: { interface: true, type: true },
  };
}
