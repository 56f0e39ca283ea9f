import { afterAll, beforeAll, expect, it } from "vitest";
import { type Registry, serveRegistry } from "./serve-registry";

const name = "@scope/name";
let registry: Registry;
beforeAll(async () => {
  registry = await serveRegistry([name], "https://registry.example/npm/");
});
afterAll(() => registry.close());

/** Publishes as `npm publish` does. */
function put(version: string, path = "@scope%2fname"): Promise<Response> {
  const body = {
    name,
    "dist-tags": { latest: version },
    versions: { [version]: { name, version, dist: { tarball: "http://elsewhere.example" } } },
    _attachments: { [`${name}-${version}.tgz`]: { data: Buffer.from(`packed ${version}`).toString("base64") } },
  };
  return fetch(`${registry.url}/${path}`, { method: "PUT", body: JSON.stringify(body), redirect: "manual" });
}

it("serves what was published, all versions with their own tarballs, and no version twice", async () => {
  expect((await fetch(`${registry.url}/${name}`)).status).toBe(404);
  expect((await put("0.1.0")).status).toBe(201);
  expect((await put("0.2.0")).status).toBe(201);
  const again = await put("0.2.0");
  expect([again.status, await again.text()]).toEqual([403, expect.stringContaining("0.2.0 is published already")]);
  const metadata = JSON.parse(await (await fetch(`${registry.url}/${name}`)).text());
  expect(metadata["dist-tags"]).toEqual({ latest: "0.2.0" });
  expect(registry.versionsOf(name)).toEqual(["0.1.0", "0.2.0"]);
  const tarball = await fetch(metadata.versions["0.1.0"].dist.tarball);
  expect([tarball.status, await tarball.text()]).toEqual([200, "packed 0.1.0"]);
});

it("sends no publication of another package on", async () => {
  expect((await put("0.1.0", "other")).status).toBe(403);
  expect((await put("0.1.0", "-/package/other/dist-tags/latest")).status).toBe(403);
});

it("refuses a body that is not a publication", async () => {
  expect((await fetch(`${registry.url}/${name}`, { method: "PUT", body: "{" })).status).toBe(403);
  expect((await fetch(`${registry.url}/${name}`, { method: "PUT", body: "{}" })).status).toBe(403);
});
