import { join } from "node:path";
import { execute, npm } from "./execute";

/** The program of a major version of Node: the one that runs this where it fits, else installed into the folder. */
export async function nodeProgram(major: string, into: string): Promise<string> {
  if (process.versions.node.startsWith(`${major}.`)) return process.execPath;
  const folder = join(into, `node-${major}`);
  await npm(["install", "--no-save", "--prefix", folder, `node@${major}`], into);
  const program = join(folder, "node_modules", "node", "bin", "node");
  const version = await execute(program, ["--version"], folder);
  if (!version.startsWith(`v${major}.`)) throw new Error(`asked for Node ${major}, got ${version}`);
  return program;
}
