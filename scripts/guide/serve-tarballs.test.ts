import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { publishedPackages } from "../manifests/published-packages";
import type { Registry } from "../release/serve-registry";
import { serveTarballs } from "./serve-tarballs";

const folder = mkdtempSync(join(tmpdir(), "registry-"));
const name = "@hrflow-connectors/core";
let registry: Registry;
beforeAll(async () => {
  writeFileSync(join(folder, "core.tgz"), "packed");
  const tarballs = new Map([[name, join(folder, "core.tgz")]]);
  registry = await serveTarballs(publishedPackages, tarballs, "https://registry.example/npm/");
});
afterAll(() => {
  registry.close();
  rmSync(folder, { recursive: true });
});

it.each(["@hrflow-connectors/core", "@hrflow-connectors%2fcore"])("serves %s as its latest version", async (path) => {
  const metadata = JSON.parse(await (await fetch(`${registry.url}/${path}`)).text());
  const { version, dependencies, dist } = metadata.versions[metadata["dist-tags"].latest];
  expect(metadata).toMatchObject({ name, "dist-tags": { latest: version } });
  expect(dependencies).toBeTypeOf("object");
  expect(dist.integrity).toMatch(/^sha512-/);
  expect(await (await fetch(dist.tarball)).text()).toBe("packed");
});

it("redirects what it does not have, with the path as it is", async () => {
  const response = await fetch(`${registry.url}/@scope%2fname?write=true`, { redirect: "manual" });
  expect([response.status, response.headers.get("location")]).toEqual([
    307,
    "https://registry.example/npm/@scope%2fname?write=true",
  ]);
});

it("has no package that is not packed, and refuses to publish others", async () => {
  expect((await fetch(`${registry.url}/create-hrflow-connector`)).status).toBe(404);
  expect((await fetch(`${registry.url}/another`, { method: "PUT", body: "{}", redirect: "manual" })).status).toBe(403);
});
