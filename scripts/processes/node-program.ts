import { dirname, join } from "node:path";
import { execute, npm } from "./execute";

/** The versions that CI tests, by major version: the newest that the registry had. CI itself runs on the oldest line. */
const versions = new Map([
  ["22", "22.23.3"],
  ["24", "24.21.0"],
  ["26", "26.12.1"],
]);

export interface NodeProgram {
  /** Such as `24.21.0`. */
  version: string;
  /** The path of the program. */
  program: string;
  /** The folder to put first in `PATH`, so that `node` is this version. */
  folder: string;
}

/** Returns the Node that runs this if it has the major version, else installs one from the registry into the folder. */
export async function nodeProgram(major: string, into: string): Promise<NodeProgram> {
  const { node: current } = process.versions;
  if (current.startsWith(`${major}.`)) return describe(current, process.execPath);
  const version = versions.get(major);
  if (!version) throw new Error(`scripts/nodes/node-program.ts has no version of Node ${major}`);
  const name = `node-${process.platform}-${process.arch}`;
  const folder = join(into, `node-${major}`);
  await npm(["install", "--no-save", "--prefix", folder, `${name}@${version}`], into);
  const program = join(folder, "node_modules", name, "bin", "node");
  const printed = (await execute(program, ["--version"], folder)).trim();
  if (printed !== `v${version}`) throw new Error(`${name}@${version} is Node ${printed}`);
  return describe(version, program);
}

function describe(version: string, program: string): NodeProgram {
  return { version, program, folder: dirname(program) };
}
