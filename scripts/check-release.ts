import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { publishedPackages, root } from "./manifests/published-packages";
import { execute } from "./processes/execute";
import { addChangeset, release } from "./release/release";
import { serveRegistry } from "./release/serve-registry";
import { userEnvironment } from "./release/user-environment";
import { createUsers } from "./release/users";
import { copyWorkspace } from "./release/workspace-copy";

const { values } = parseArgs({ options: { keep: { type: "boolean" } } });
const folder = await mkdtemp(join(tmpdir(), "hrflow-release-"));
const upstream = (await execute("npm", ["config", "get", "registry"], root)).trim();
const registry = await serveRegistry(
  publishedPackages.map(({ name }) => name),
  upstream,
);
const start = performance.now();
const say = (text: string) => console.log(`${Math.round((performance.now() - start) / 1000)} s: ${text}`);
try {
  const environment = await userEnvironment(join(folder, "cache"), registry.url);
  const [copy, users] = [join(folder, "workspace"), join(folder, "users")];
  await Promise.all([mkdir(copy), mkdir(users)]);
  const workspace = await copyWorkspace(copy);
  const first = await release(workspace, registry, environment);
  say(`published ${first.map(({ name, version }) => `${name}@${version}`).join(", ")}`);
  const projects = await createUsers(users, environment);
  say("the first release installs and works");
  await addChangeset(copy, { "@hrflow-connectors/core": "minor", "@hrflow-connectors/lever": "minor" });
  const second = await release(workspace, registry, environment);
  const changed = second.filter(({ version }, index) => version !== first[index]?.version);
  say(`published ${changed.map(({ name, version }) => `${name}@${version}`).join(", ")}`);
  await projects.upgrade();
  say("the second release upgrades them");
} finally {
  registry.close();
  if (values.keep) console.log(`Kept in ${folder}`);
  else await rm(folder, { recursive: true, force: true });
}
