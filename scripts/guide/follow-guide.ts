import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { publishedPackages, root } from "../manifests/published-packages";
import { execute } from "../processes/execute";
import { userEnvironment } from "../release/user-environment";
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
  await mkdir(reader, { recursive: true });
  const upstream = (await execute("npm", ["config", "get", "registry"], root)).trim();
  const registry = await serveTarballs(publishedPackages, tarballs, upstream);
  try {
    await followSteps(steps, reader, await userEnvironment(cache, registry.url));
    return reader;
  } finally {
    registry.close();
  }
}
