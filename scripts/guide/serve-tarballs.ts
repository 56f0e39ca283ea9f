import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { PublishedPackage } from "../manifests/published-packages";

export interface Registry {
  url: string;
  close(): void;
}

/**
 * Serves packed packages as if they were published, on a free port of this machine. Requests for any other package are redirected to the
 * registry `upstream`.
 */
export async function serveTarballs(
  packages: readonly PublishedPackage[],
  tarballs: ReadonlyMap<string, string>,
  upstream: string,
): Promise<Registry> {
  const server = createServer(async ({ url = "/" }, response) => {
    const path = decodeURIComponent(url.split("?")[0] ?? "").slice(1);
    const published = packages.find(({ name }) => path === name || path === `${name}.tgz`);
    // Another run may have the same port, and other packages.
    response.setHeader("cache-control", "no-store");
    try {
      if (!published) {
        response.writeHead(307, { location: new URL(url.slice(1), upstream).href }).end();
      } else if (path === published.name) {
        response.setHeader("content-type", "application/json");
        response.end(JSON.stringify(await metadataOf(published, address(), tarballs)));
      } else response.end(await readFile(tarballs.get(published.name) ?? ""));
    } catch (error) {
      response.writeHead(500).end(String(error));
    }
  });
  const address = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: address(),
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

async function metadataOf({ name, folder }: PublishedPackage, url: string, tarballs: ReadonlyMap<string, string>) {
  const manifest = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
  const digest = createHash("sha512")
    .update(await readFile(tarballs.get(name) ?? ""))
    .digest("base64");
  const dist = { tarball: `${url}/${name}.tgz`, integrity: `sha512-${digest}` };
  const { version } = manifest;
  return { name, "dist-tags": { latest: version }, versions: { [version]: { ...manifest, dist } } };
}
