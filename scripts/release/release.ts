import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { publishedPackages, root } from "../manifests/published-packages";
import { execute } from "../processes/execute";
import type { Registry } from "./serve-registry";
import { type ReleasedManifest, versionProblems } from "./version-problems";
import type { WorkspaceCopy } from "./workspace-copy";

const changesets = join(root, "node_modules/@changesets/cli/bin.js");

/**
 * Does what the release workflow does, from `changeset version` to `changeset publish`. Throws if the versions must not be published, or one
 * is not. Returns the manifests of all packages.
 */
export async function release(
  { folder, git }: WorkspaceCopy,
  registry: Registry,
  environment: NodeJS.ProcessEnv,
): Promise<ReleasedManifest[]> {
  await execute(process.execPath, [changesets, "version"], folder, environment);
  const manifests: ReleasedManifest[] = await Promise.all(
    publishedPackages.map(async ({ slug }) =>
      JSON.parse(await readFile(join(folder, "packages", slug, "package.json"), "utf8")),
    ),
  );
  const problems = versionProblems(manifests);
  if (problems.length > 0) throw new Error(`must not be published:\n${problems.join("\n")}`);
  await execute("npm", ["install", "--package-lock-only", "--ignore-scripts"], folder, environment);
  await git("add", "--all");
  await git("commit", "--quiet", "--message", "Versions");
  const output = await execute(process.execPath, [changesets, "publish"], folder, environment);
  const missing = manifests.filter(({ name, version }) => !registry.versionsOf(name).includes(version));
  if (missing.length > 0) {
    throw new Error(`not published: ${missing.map(({ name, version }) => `${name}@${version}`).join(", ")}\n${output}`);
  }
  return manifests;
}

/** Adds a changeset, as a contributor does: the kind of change by package. */
export async function addChangeset(folder: string, changes: Record<string, "minor" | "patch">): Promise<void> {
  const lines = Object.entries(changes).map(([name, kind]) => `"${name}": ${kind}`);
  await writeFile(join(folder, ".changeset", "next.md"), `---\n${lines.join("\n")}\n---\n\nAnother release.\n`);
}
