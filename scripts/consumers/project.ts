import { cp, mkdir, readFile, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { npm } from "./execute";

const fixtures = fileURLToPath(new URL("fixtures", import.meta.url));

/** Makes a project that depends on one of our packages alone, with the files of its fixture, and installs it. */
export async function createProject(
  folder: string,
  name: string,
  slug: string,
  tarballs: Map<string, string>,
): Promise<void> {
  await mkdir(folder, { recursive: true });
  await cp(join(fixtures, slug), folder, { recursive: true });
  await cp(join(fixtures, "shared"), join(folder, "shared"), { recursive: true });
  await install(folder, [name], tarballs);
}

/** Makes a project depend on these of our packages, and on nothing else. */
export async function install(folder: string, names: string[], tarballs: Map<string, string>): Promise<void> {
  const files = [...tarballs].map(([dependency, tarball]) => [dependency, `file:${tarball}`] as const);
  const manifest = {
    name: `consumer-of-${basename(folder)}`,
    private: true,
    type: "module",
    dependencies: Object.fromEntries(files.filter(([dependency]) => names.includes(dependency))),
    // Until they are published, what our packages need of each other comes from the tarballs too.
    overrides: Object.fromEntries(files.filter(([dependency]) => !names.includes(dependency))),
  };
  await writeFile(join(folder, "package.json"), JSON.stringify(manifest, null, 2));
  await npm(["install"], folder);
}

/** The names of all packages that the installation brought. */
export async function installedNames(folder: string): Promise<string[]> {
  const lock: { packages: Record<string, unknown> } = JSON.parse(
    await readFile(join(folder, "package-lock.json"), "utf8"),
  );
  const paths = Object.keys(lock.packages).filter((path) => path !== "");
  return [...new Set(paths.map((path) => path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length)))];
}
