import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { publishedPackages, root } from "./published-packages";

it("has no peer of ours whose next minor version leaves its range: the release would raise the major", () => {
  const peers = publishedPackages.flatMap(({ name, folder }) => {
    const { peerDependencies = {} } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    return Object.entries<string>(peerDependencies).flatMap(([peer, range]) =>
      peer.startsWith("@hrflow-connectors/") ? [{ name, peer, range }] : [],
    );
  });
  expect(peers.length).toBeGreaterThan(2);
  expect(peers.filter(({ range }) => !range.startsWith(">="))).toEqual([]);
});

it("gives all published packages one version: by `npm update`, those that stay behind would keep a core of their own", () => {
  const { fixed } = JSON.parse(readFileSync(join(root, ".changeset", "config.json"), "utf8"));
  expect(fixed).toEqual([publishedPackages.map(({ name }) => name).toSorted()]);
});
