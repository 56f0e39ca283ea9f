import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const execute = promisify(execFile);

/** Runs a script of this folder in a process of its own and answers what it prints. */
export async function run(script: string, args: string[]): Promise<string> {
  const file = fileURLToPath(new URL(script, import.meta.url));
  const { stdout } = await execute(process.execPath, ["--import", "tsx", file, ...args]);
  return stdout;
}
