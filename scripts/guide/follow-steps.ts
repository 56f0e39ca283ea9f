import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, relative, resolve } from "node:path";
import { execute } from "../processes/execute";
import type { Step } from "./read-steps";

/**
 * Does what the steps say, from a folder on. A command that changes the folder does so for the steps after it. Throws at the first command
 * that fails, with its place and its output.
 */
export async function followSteps(
  steps: readonly Step[],
  folder: string,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<void> {
  const root = await realpath(folder);
  const notes = await mkdtemp(join(tmpdir(), "guide-"));
  let current = root;
  try {
    for (const { place, file, text } of steps) {
      if (file !== undefined) {
        const path = resolve(current, file);
        if (!isBelow(root, path)) throw new Error(`${place}: ${file} is outside of the folder`);
        await mkdir(dirname(path), { recursive: true });
        await writeFile(path, text);
        continue;
      }
      const note = join(notes, "folder");
      const script = `set -euo pipefail\n${text}\npwd -P > ${JSON.stringify(note)}\n`;
      try {
        await execute("bash", ["-c", script], current, environment);
        current = (await readFile(note, "utf8")).trim();
      } catch (error) {
        throw new Error(`${place}: ${error instanceof Error ? error.message : error}`);
      } finally {
        await rm(note, { force: true });
      }
      if (!isBelow(root, current)) throw new Error(`${place}: leads to ${current}, outside of the folder`);
    }
  } finally {
    await rm(notes, { recursive: true, force: true });
  }
}

function isBelow(root: string, path: string): boolean {
  return path === root || !/^\.\.([/\\]|$)/.test(relative(root, path));
}
