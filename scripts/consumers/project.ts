import { existsSync } from "node:fs";
import { cp, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { PublishedPackage } from "../manifests/published-packages";
import { npm } from "../processes/execute";

const fixtures = fileURLToPath(new URL("fixtures", import.meta.url));

/**
 * Creates a project that depends on one of our packages only, and installs it. The project has the files of the package's
 * fixture. Without one, it imports every entry.
 */
export async function createProject(
  folder: string,
  { name, slug, entries }: PublishedPackage,
  tarballs: Map<string, string>,
): Promise<void> {
  await mkdir(folder, { recursive: true });
  const fixture = join(fixtures, slug);
  if (existsSync(fixture)) {
    await cp(fixture, folder, { recursive: true });
    await cp(join(fixtures, "shared"), join(folder, "shared"), { recursive: true });
  } else {
    const imports = entries.map(({ specifier }, index) => `import * as entry${index} from "${specifier}";\n`);
    const uses = entries.map((_, index) => `void entry${index};\n`);
    for (const file of ["run.mjs", "run.ts"]) await writeFile(join(folder, file), [...imports, ...uses].join(""));
  }
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
    // Until they are published, our packages must get each other from the tarballs too.
    overrides: Object.fromEntries(files.filter(([dependency]) => !names.includes(dependency))),
  };
  await writeFile(join(folder, "package.json"), JSON.stringify(manifest, null, 2));
  await npm(["install"], folder);
}

/** Returns the names of all installed packages. */
export async function installedNames(folder: string): Promise<string[]> {
  const lock: { packages: Record<string, unknown> } = JSON.parse(
    await readFile(join(folder, "package-lock.json"), "utf8"),
  );
  const paths = Object.keys(lock.packages).filter((path) => path !== "");
  return [...new Set(paths.map((path) => path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length)))];
}

/** Returns the text of the project's own source files. */
export async function sourceOf(folder: string): Promise<string> {
  const files = (await readdir(folder)).filter((file) => /\.(ts|mjs)$/.test(file));
  return (await Promise.all(files.map((file) => readFile(join(folder, file), "utf8")))).join("\n");
}
