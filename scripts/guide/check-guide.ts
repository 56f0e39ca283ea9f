import { mkdir, readdir, symlink } from "node:fs/promises";
import { join } from "node:path";
import { type Compiler, compile } from "../consumers/compile";
import { fencesOf, writeFences } from "../consumers/readme";
import { root } from "../manifests/published-packages";
import { execute } from "../processes/execute";
import { followGuide } from "./follow-guide";

const creator = join(root, "packages/create-hrflow-connector/dist/create-hrflow-connector.js");
/** The guide itself uses the first kind, `bearer`. */
const otherAuths = ["basic", "oauth", "headers"];

/**
 * Follows the guide, compiles the examples that the created package shows its users, and runs the tests of a connector with each other kind
 * of authorization. Throws if anything fails.
 */
export async function checkGuide(
  folder: string,
  tarballs: ReadonlyMap<string, string>,
  compilers: Compiler[],
): Promise<void> {
  const reader = await followGuide(folder, tarballs);
  const [connector, project] = [join(reader, "acme"), join(reader, "acme-user")];
  const pages = join(connector, "docs/actions/acme");
  const documents = [join(connector, "README.md"), ...(await readdir(pages)).map((page) => join(pages, page))];
  const fences = (await Promise.all(documents.map(fencesOf))).flat();
  if (fences.length < documents.length) throw new Error(`an example is missing in ${documents.join(", ")}`);
  await writeFences(project, fences);
  await compile(project, compilers);
  await Promise.all(otherAuths.map((auth) => testAuth(auth, connector, join(folder, auth))));
}

/** Tests a connector with the packages that another one has installed. */
async function testAuth(auth: string, installed: string, folder: string): Promise<void> {
  await mkdir(folder);
  await execute(process.execPath, [creator, "acme", "--auth", auth, "--yes"], folder);
  const connector = join(folder, "acme");
  await symlink(join(installed, "node_modules"), join(connector, "node_modules"));
  await execute("npm", ["run", "generate:check"], connector);
  await execute("npm", ["test"], connector);
}
