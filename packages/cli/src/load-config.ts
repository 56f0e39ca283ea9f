import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { createJiti } from "jiti";
import type { Config } from "./config";
import { checkSchedule } from "./schedule";
import { UsageError } from "./usage-error";

export interface LoadedConfig {
  /** Of the file. */
  path: string;
  folder: string;
  config: Config;
}

const names = ["hrflow.config.ts", "hrflow.config.mts", "hrflow.config.js", "hrflow.config.mjs"];

/** The config of a folder or of the nearest one above it; undefined if there is none. */
export function findConfig(folder: string): string | undefined {
  const found = names.map((name) => join(folder, name)).find((path) => existsSync(path));
  if (found || dirname(folder) === folder) return found;
  return findConfig(dirname(folder));
}

/** Loads the config at a path, or that of a folder. Throws `UsageError` if there is none, or if it cannot be used. */
export async function loadConfig(folder: string, path?: string): Promise<LoadedConfig> {
  const found = path === undefined ? findConfig(folder) : resolve(folder, path);
  if (!found || !existsSync(found)) {
    const where = path === undefined ? `no ${names[0]} in ${folder} or above it` : `there is no file ${path}`;
    throw new UsageError(
      `${where}. Write one that exports defineConfig({ store, workflows }), or name it with --config.`,
    );
  }
  const jiti = createJiti(found);
  let config: unknown;
  try {
    config = await jiti.import(found, { default: true });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new UsageError(`${found} cannot be loaded: ${message}. Correct the file, or install what it imports.`);
  }
  check(config, found);
  return { path: found, folder: dirname(found), config };
}

function check(config: unknown, path: string): asserts config is Config {
  const fail = (message: string): never => {
    throw new UsageError(`${path}: ${message}`);
  };
  const { workflows } = Object(config) as Partial<Config>;
  if (typeof workflows !== "object" || workflows === null)
    return fail("expected `export default defineConfig({ workflows: { ... } })`");
  for (const [name, workflow] of Object.entries(workflows)) {
    const { action, originParameters, targetParameters, schedule } = Object(workflow) as Record<string, unknown>;
    if (typeof action !== "function" || !("connector" in action))
      fail(`workflows.${name}.action: expected an action of a connector, such as lever.pushProfile`);
    for (const [key, value] of Object.entries({ originParameters, targetParameters }))
      if (typeof value !== "object" || value === null) fail(`workflows.${name}.${key}: expected an object`);
    if (schedule !== undefined) checkSchedule(name, schedule);
  }
}
