import { mkdir, readFile, symlink } from "node:fs/promises";
import { join } from "node:path";
import { publishedPackages, root } from "../manifests/published-packages";
import { execute } from "../processes/execute";
import { followSteps } from "./follow-steps";
import { readSteps } from "./read-steps";
import { serveTarballs } from "./serve-tarballs";

/**
 * Follows the guide for authors in an empty folder, with the packed packages in place of published ones. Throws if a step fails. Returns
 * the folder that the reader began in.
 */
export async function followGuide(folder: string, tarballs: ReadonlyMap<string, string>): Promise<string> {
  const steps = readSteps(await readFile(join(root, "docs/connector-guide.md"), "utf8"), "docs/connector-guide.md");
  const [reader, cache] = [join(folder, "reader"), join(folder, "cache")];
  await Promise.all([mkdir(reader, { recursive: true }), mkdir(cache, { recursive: true })]);
  const setting = async (name: string) => (await execute("npm", ["config", "get", name], root)).trim();
  // Downloads are shared with other projects. Programs of `npm create` are not: they are kept by version, and ours does not change.
  await mkdir(join(await setting("cache"), "_cacache"), { recursive: true });
  await symlink(join(await setting("cache"), "_cacache"), join(cache, "_cacache"));
  const registry = await serveTarballs(publishedPackages, tarballs, await setting("registry"));
  try {
    await followSteps(steps, reader, {
      ...withoutScript(process.env),
      CI: "true",
      npm_config_registry: registry.url,
      npm_config_replace_registry_host: "never",
      npm_config_cache: cache,
      npm_config_prefer_offline: "true",
      // `npm create` asks whether it may install the program.
      npm_config_yes: "true",
      npm_config_update_notifier: "false",
      npm_config_audit: "false",
      npm_config_fund: "false",
    });
    return reader;
  } finally {
    registry.close();
  }
}

const ofScripts = /^npm_(package|lifecycle)_|^npm_(command|execpath)$|^npm_config_(local_prefix|workspace)|^INIT_CWD$/i;

/** Without what npm tells the scripts of this repository, such as where its manifest is. The reader's own settings stay. */
function withoutScript(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !ofScripts.test(name)));
}
