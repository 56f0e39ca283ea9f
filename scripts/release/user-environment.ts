import { mkdir, symlink } from "node:fs/promises";
import { join } from "node:path";
import { root } from "../manifests/published-packages";
import { execute } from "../processes/execute";

/**
 * Returns the environment of a user whose packages all come from the registry. Downloads of other packages are shared with this machine's
 * projects. Programs of `npm create` are not: npm keeps them by version, and ours does not change.
 */
export async function userEnvironment(cache: string, registry: string): Promise<NodeJS.ProcessEnv> {
  const shared = (await execute("npm", ["config", "get", "cache"], root)).trim();
  await Promise.all([mkdir(cache, { recursive: true }), mkdir(join(shared, "_cacache"), { recursive: true })]);
  await symlink(join(shared, "_cacache"), join(cache, "_cacache"));
  return {
    ...withoutScript(process.env),
    CI: "true",
    npm_config_registry: registry,
    // Publishing needs some token. This registry takes any.
    [`npm_config_${registry.replace("http:", "")}/:_authToken`]: "token",
    npm_config_replace_registry_host: "never",
    npm_config_cache: cache,
    npm_config_prefer_offline: "true",
    // `npm create` asks whether it may install the program.
    npm_config_yes: "true",
    npm_config_update_notifier: "false",
    npm_config_audit: "false",
    npm_config_fund: "false",
  };
}

const ofScripts = /^npm_(package|lifecycle)_|^npm_(command|execpath)$|^npm_config_(local_prefix|workspace)|^INIT_CWD$/i;

/** Without what npm tells the scripts of this repository, such as where its manifest is. The user's own settings stay. */
function withoutScript(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !ofScripts.test(name)));
}
