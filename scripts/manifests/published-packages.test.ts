import { describe, expect, it } from "vitest";
import { describePackage, type Manifest, withOwnDependencies } from "./published-packages";

const manifest: Manifest = {
  name: "@hrflow-connectors/acme",
  keywords: ["ats", "hrflow-connector"],
  exports: {
    ".": { types: "./dist/index.d.ts", default: "./dist/index.js" },
    "./client": { types: "./dist/client.d.ts", default: "./dist/client.js" },
    "./package.json": "./package.json",
  },
  dependencies: { "@hrflow-connectors/core": "^0.1.0" },
  peerDependencies: { "@hrflow-connectors/testing": "^0.1.0" },
  checks: { sizeLimits: { ".": 30_000, "./client": 700 } },
};

describe("describePackage", () => {
  it("reads the entries, the keyword and the limits from the manifest", () => {
    expect(describePackage(manifest, "acme", "/packages/acme")).toEqual({
      name: "@hrflow-connectors/acme",
      slug: "acme",
      folder: "/packages/acme",
      entries: [
        {
          path: ".",
          specifier: "@hrflow-connectors/acme",
          code: "/packages/acme/dist/index.js",
          declarations: "/packages/acme/dist/index.d.ts",
        },
        {
          path: "./client",
          specifier: "@hrflow-connectors/acme/client",
          code: "/packages/acme/dist/client.js",
          declarations: "/packages/acme/dist/client.d.ts",
        },
      ],
      dependencies: ["@hrflow-connectors/core"],
      peers: ["@hrflow-connectors/testing"],
      isConnector: true,
      checks: { sizeLimits: { ".": 30_000, "./client": 700 } },
    });
  });

  it("takes a package without the keyword for no connector", () => {
    expect(describePackage({ ...manifest, keywords: ["ats"] }, "acme", "/packages/acme").isConnector).toBe(false);
  });

  it.each([
    ["all limits are missing", {}, '".", "./client"'],
    ["the limit of one entry is missing", { checks: { sizeLimits: { ".": 1 } } }, '"./client"'],
  ])("throws if %s", (_, { checks }: Pick<Manifest, "checks">, named) => {
    const { checks: _known, ...bare } = manifest;
    expect(() => describePackage({ ...bare, ...(checks && { checks }) }, "acme", "/packages/acme")).toThrow(
      `packages/acme/package.json needs "checks.sizeLimits" in bytes for ${named}`,
    );
  });
});

it("lists a package after all of ours that it installs, each once", () => {
  const of = (name: string, dependencies: string[]) => ({
    ...describePackage({ name }, name, `/packages/${name}`),
    dependencies,
  });
  const core = of("core", ["openapi-fetch"]);
  const client = of("client", ["core"]);
  const lever = of("lever", ["core", "client"]);
  const all = [lever, of("other", []), client, core];
  expect(withOwnDependencies(lever, all)).toEqual([core, client, lever]);
});
