import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { PublishedPackage } from "../manifests/published-packages";
import { type Registry, serveRegistry } from "../release/serve-registry";

/**
 * Serves packed packages as if they were published, on a free port of this machine. Requests for any other package are redirected to the
 * registry `upstream`.
 */
export async function serveTarballs(
  packages: readonly PublishedPackage[],
  tarballs: ReadonlyMap<string, string>,
  upstream: string,
): Promise<Registry> {
  const names = packages.map(({ name }) => name);
  const registry = await serveRegistry(names, upstream);
  for (const { name, folder } of packages) {
    const tarball = tarballs.get(name);
    if (tarball === undefined) continue;
    const manifest = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
    const data = (await readFile(tarball)).toString("base64");
    const { version } = manifest;
    registry.publish({
      name,
      "dist-tags": { latest: version },
      versions: { [version]: manifest },
      _attachments: { [`${name}-${version}.tgz`]: { data } },
    });
  }
  return registry;
}
