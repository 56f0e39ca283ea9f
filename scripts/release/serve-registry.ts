import { createHash } from "node:crypto";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

export interface Registry {
  url: string;
  /** What `npm publish` does. Throws if the version is published already. */
  publish(publication: Publication): void;
  /** The versions of a package, in the order of their publication. */
  versionsOf(name: string): string[];
  close(): void;
}

/** What `npm publish` sends. */
export interface Publication {
  name: string;
  "dist-tags": Record<string, string>;
  versions: Record<string, object>;
  /** The tarball by its file name, in base64. */
  _attachments: Record<string, { data: string }>;
}

interface Published {
  tags: Record<string, string>;
  versions: Map<string, object>;
}

/**
 * Serves a registry on a free port of this machine, to which the packages `own` are published. Reads of any other package are redirected to the
 * registry `upstream`, and writes are refused, so that nothing is published to it.
 */
export async function serveRegistry(own: readonly string[], upstream: string): Promise<Registry> {
  const packages = new Map<string, Published>();
  const tarballs = new Map<string, Buffer>();

  function publish({ name, versions, _attachments, "dist-tags": tags }: Publication): void {
    const published = packages.get(name) ?? { tags: {}, versions: new Map() };
    for (const [version, manifest] of Object.entries(versions)) {
      if (published.versions.has(version)) throw new Error(`${name}@${version} is published already`);
      const [tarball] = Object.values(_attachments);
      if (!tarball) throw new Error(`${name}@${version} has no tarball`);
      const bytes = Buffer.from(tarball.data, "base64");
      const path = `${name}/-/${version}.tgz`;
      const integrity = `sha512-${createHash("sha512").update(bytes).digest("base64")}`;
      tarballs.set(path, bytes);
      published.versions.set(version, { ...manifest, dist: { tarball: `${url}/${path}`, integrity } });
    }
    Object.assign(published.tags, tags);
    packages.set(name, published);
  }

  const server = createServer(async (request, response) => {
    const { url: target = "/", method } = request;
    const path = decodeURIComponent(target.split("?")[0] ?? "").slice(1);
    const [name = ""] = path.split("/-/");
    // Another run may have the same port, and other packages.
    response.setHeader("cache-control", "no-store");
    const respond = (status: number, body: object) =>
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    try {
      if (!own.includes(name)) {
        if (method !== "GET" && method !== "HEAD") return respond(403, { error: `${method} of ${path} is refused` });
        return response.writeHead(307, { location: new URL(target.slice(1), upstream).href }).end();
      }
      if (method === "PUT") {
        publish(await bodyOf(request));
        return respond(201, { ok: true });
      }
      const tarball = tarballs.get(path);
      if (tarball) return response.end(tarball);
      const published = packages.get(path);
      if (!published) return respond(404, { error: `${path} is not published` });
      const { tags, versions } = published;
      respond(200, { name, "dist-tags": tags, versions: Object.fromEntries(versions) });
    } catch (error) {
      respond(403, { error: String(error) });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    publish,
    versionsOf: (name) => [...(packages.get(name)?.versions.keys() ?? [])],
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

async function bodyOf(request: IncomingMessage): Promise<Publication> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return JSON.parse(Buffer.concat(chunks).toString("utf8"));
}
