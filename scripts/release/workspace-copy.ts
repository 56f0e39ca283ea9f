import { existsSync } from "node:fs";
import { cp, mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type PublishedPackage, publishedPackages, root } from "../manifests/published-packages";
import { execute } from "../processes/execute";

/** A copy of the repository, whose packages can be published without changing it. */
export interface WorkspaceCopy {
  folder: string;
  /** Runs git, which Changesets reads the history from. */
  git(...args: string[]): Promise<string>;
}

/**
 * Copies what git tracks, and what the packages publish beside it, such as `dist`. Throws if something is missing that a package publishes.
 * The copy has a git repository with one commit, and of `node_modules` only Changesets.
 */
export async function copyWorkspace(folder: string): Promise<WorkspaceCopy> {
  const listed = await execute("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], root);
  const files = listed.split("\0").filter((file) => file !== "" && existsSync(join(root, file)));
  await Promise.all(files.map((file) => cp(join(root, file), join(folder, file))));
  await Promise.all(publishedPackages.map((published) => copyBuilt(published, folder)));
  await mkdir(join(folder, "node_modules"));
  await symlink(join(root, "node_modules/@changesets"), join(folder, "node_modules/@changesets"));
  const git = (...args: string[]) => execute("git", args, folder);
  await git("init", "--quiet", "--initial-branch=main");
  await git("config", "user.name", "Release");
  await git("config", "user.email", "release@example.com");
  await git("add", "--all");
  await git("commit", "--quiet", "--message", "Workspace");
  return { folder, git };
}

async function copyBuilt({ name, slug, folder }: PublishedPackage, into: string): Promise<void> {
  const path = join(into, "packages", slug, "package.json");
  const manifest = JSON.parse(await readFile(path, "utf8"));
  for (const file of [...manifest.files, "LICENSE"]) {
    const built = join(folder, file);
    if (!existsSync(built)) throw new Error(`${name} has no ${file}, which it publishes: run npm run build`);
    await cp(built, join(into, "packages", slug, file), { recursive: true });
  }
  // npm signs it with an identity that only a CI service has.
  delete manifest.publishConfig.provenance;
  await writeFile(path, `${JSON.stringify(manifest, null, 2)}\n`);
}
