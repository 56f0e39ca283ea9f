import { cp, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { execute, npm } from "../processes/execute";
import { type Compiler, compile } from "./compile";
import { install } from "./project";
import { fencesOf, writeFences } from "./readme";

const creator = "create-hrflow-connector";
const created = "hrflow-connector-acme";
const testing = "@hrflow-connectors/testing";

/**
 * Creates a connector in an empty folder by the packed program, as `npm create` does. Tests, builds and packs it, and uses it in a project
 * that has nothing else.
 */
export async function checkCreatedConnector(
  folder: string,
  tarballs: Map<string, string>,
  compilers: Compiler[],
): Promise<string> {
  await mkdir(folder, { recursive: true });
  await execute("npm", ["exec", "--yes", `--package=${tarballs.get(creator)}`, "--", creator, "acme", "--yes"], folder);
  const connector = join(folder, "acme");
  await useTarballs(join(connector, "package.json"), tarballs);
  await npm(["install"], connector);
  await execute("npm", ["run", "check"], connector);
  const [packed]: { filename: string }[] = JSON.parse(await npm(["pack", "--json", "--ignore-scripts"], connector));
  if (!packed) throw new Error("npm packed nothing");

  const project = join(folder, "project");
  await cp(fileURLToPath(new URL("fixtures/created-connector", import.meta.url)), project, { recursive: true });
  const all = new Map([...tarballs, [created, join(connector, packed.filename)]]);
  await install(project, [created, testing], all);
  await writeFences(project, await fencesOf(join(connector, "README.md")));
  await compile(project, compilers);
  return execute(process.execPath, ["run.mjs"], project);
}

/** Replaces the ranges of our packages, which are not published yet. */
async function useTarballs(file: string, tarballs: Map<string, string>): Promise<void> {
  const manifest = JSON.parse(await readFile(file, "utf8"));
  for (const dependencies of [manifest.dependencies, manifest.devDependencies]) {
    for (const name of Object.keys(dependencies)) {
      if (tarballs.has(name)) dependencies[name] = `file:${tarballs.get(name)}`;
    }
  }
  await writeFile(file, JSON.stringify(manifest, null, 2));
}
