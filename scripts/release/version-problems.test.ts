import { expect, it } from "vitest";
import { versionProblems } from "./version-problems";

const core = { name: "core", version: "0.3.0" };

it.each([
  ["a range of the dependencies", { dependencies: { core: "^0.3.0" } }, []],
  ["an open range of the peers", { peerDependencies: { core: ">=0.1.0" } }, []],
  ["a package that is not published here", { dependencies: { other: "^9.0.0" } }, []],
  [
    "a dependency of the last release",
    { dependencies: { core: "^0.2.0" } },
    ["a needs core ^0.2.0, and 0.3.0 would be published"],
  ],
  [
    "a peer of the next release",
    { peerDependencies: { core: ">=0.4.0" } },
    ["a needs core >=0.4.0, and 0.3.0 would be published"],
  ],
])("compares %s", (_, manifest, problems) => {
  expect(versionProblems([core, { name: "a", version: "0.1.0", ...manifest }])).toEqual(problems);
});

it("refuses a first major version", () => {
  expect(versionProblems([{ name: "a", version: "1.0.0" }])).toEqual(["a would become 1.0.0, which nobody decided"]);
});
