import { execFile } from "node:child_process";
import { promisify } from "node:util";

const executeFile = promisify(execFile);

/** Runs a program and returns its output. Throws an error with everything that it printed if it fails. */
export async function execute(
  program: string,
  args: string[],
  directory: string,
  env: NodeJS.ProcessEnv = process.env,
): Promise<string> {
  try {
    const { stdout } = await executeFile(program, args, { cwd: directory, maxBuffer: 64 * 1024 * 1024, env });
    return stdout;
  } catch (error) {
    const { stdout, stderr } = error as { stdout?: string; stderr?: string };
    throw new Error(`${[program, ...args].join(" ")}\n${stdout ?? ""}${stderr ?? error}`);
  }
}

export function npm(args: string[], directory: string): Promise<string> {
  return execute("npm", [...args, "--no-audit", "--no-fund", "--prefer-offline", "--loglevel=error"], directory);
}
