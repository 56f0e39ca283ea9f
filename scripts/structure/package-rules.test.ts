import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { publishedPackages, root } from "../manifests/published-packages";
import { connectorLines, packageProblems } from "./package-rules";

const of = (
  slug: string,
  more: { isConnector?: boolean; dependencies?: string[]; peers?: string[]; checks?: object } = {},
) => ({
  name: `@hrflow-connectors/${slug}`,
  slug,
  isConnector: false,
  dependencies: [],
  peers: [],
  ...more,
  checks: { sizeLimits: {}, ...more.checks },
});
const core = of("core", { checks: { maxSourceFiles: 2, maxLines: 3 } });
const testing = of("testing", { dependencies: [core.name] });
const lever = of("lever", { isConnector: true, dependencies: [core.name] });
const acme = of("acme", { isConnector: true, dependencies: [core.name] });
const all = [core, testing, lever, acme];

describe("the limits of a package", () => {
  it("counts hand-written files that are shipped", () => {
    const paths = ["a.ts", "b.ts", "c.ts", "a.test.ts", "a.test-d.ts", "__fixtures__/d.ts", "generated/e.ts"];
    const files = paths.map((path) => ({ path: `packages/core/src/${path}`, text: "" }));
    expect(packageProblems(core, files, all)).toEqual(["packages/core/src has 3 source files; the limit is 2"]);
    expect(packageProblems(core, files.slice(1), all)).toEqual([]);
  });

  it("counts lines, and not those of tests", () => {
    const files = [
      { path: "packages/core/src/short.ts", text: "1\n2\n3\n" },
      { path: "packages/core/src/long.ts", text: "1\n2\n3\n4\n" },
      { path: "packages/core/src/long.test.ts", text: "1\n2\n3\n4\n" },
    ];
    expect(packageProblems(core, files, all)).toEqual(["packages/core/src/long.ts has 4 lines; the limit is 3"]);
  });
});

describe("the hand-written lines of a connector", () => {
  const texts = {
    "acme.ts": "1\n2\n",
    "formats/job.ts": "1",
    "acme.test.ts": "1\n2\n3\n",
    "testing/fake.ts": "1\n2\n",
  };
  const files = Object.entries({ ...texts, "generated/acme.ts": "1\n", "__fixtures__/a.ts": "1\n" }).map(
    ([path, text]) => ({ path: `packages/acme/src/${path}`, text }),
  );

  it("are those of its sources, aside from tests, the fake and what is generated", () => {
    expect(connectorLines(files)).toBe(3);
  });

  it("are limited", () => {
    const limited = (maxConnectorLines: number) => of("acme", { isConnector: true, checks: { maxConnectorLines } });
    expect(packageProblems(limited(3), files, all)).toEqual([]);
    expect(packageProblems(limited(2), files, all)).toEqual([
      "packages/acme/src has 3 hand-written lines, aside from tests and the fake; the limit is 2",
    ]);
  });

  it("are told to contributors with the limits of the manifests", () => {
    const page = readFileSync(join(root, "CONTRIBUTING.md"), "utf8");
    const limits = publishedPackages.flatMap(({ slug, checks: { maxConnectorLines: limit } }) =>
      limit ? [`${slug} ${limit}`] : [],
    );
    expect(limits.length).toBeGreaterThan(2);
    expect(limits.filter((limit) => !page.includes(limit))).toEqual([]);
  });
});

describe("imports", () => {
  it("reports a package of ours in core, also as a type and in a test", () => {
    const files = [
      { path: "packages/core/src/a.ts", text: 'import type { Fake } from "@hrflow-connectors/testing/fakes";' },
      { path: "packages/core/src/a.test.ts", text: 'import "@hrflow-connectors/testing";' },
    ];
    expect(packageProblems(core, files, all)).toEqual([
      "packages/core/src/a.ts imports @hrflow-connectors/testing",
      "packages/core/src/a.test.ts imports @hrflow-connectors/testing",
    ]);
  });

  it("reports a connector in another one, in the source and in the manifest", () => {
    const both = of("acme", { isConnector: true, dependencies: [core.name, lever.name] });
    const files = [{ path: "packages/acme/src/a.test.ts", text: 'import "@hrflow-connectors/lever";' }];
    expect(packageProblems(both, files, all)).toEqual([
      "packages/acme/package.json depends on @hrflow-connectors/lever",
      "packages/acme/src/a.test.ts imports @hrflow-connectors/lever",
    ]);
  });

  it("allows an optional peer in the fake that a package ships, and nowhere else in its source", () => {
    const text = 'import "@hrflow-connectors/testing/fakes";';
    const files = ["testing/fake.ts", "index.ts"].map((path) => ({ path: `packages/lever/src/${path}`, text }));
    const withPeer = of("lever", { isConnector: true, dependencies: [core.name], peers: [testing.name] });
    expect(packageProblems(withPeer, files, all)).toEqual([
      "packages/lever/src/index.ts imports @hrflow-connectors/testing",
    ]);
    expect(packageProblems(lever, files.slice(0, 1), all)).toEqual([
      "packages/lever/src/testing/fake.ts imports @hrflow-connectors/testing",
    ]);
  });

  it("allows the testing package in tests only", () => {
    const text = 'import "@hrflow-connectors/testing/vitest";\nimport "@hrflow-connectors/core";';
    const files = [
      { path: "packages/lever/src/a.test.ts", text },
      { path: "packages/lever/src/a.ts", text },
    ];
    expect(packageProblems(lever, files, all)).toEqual(["packages/lever/src/a.ts imports @hrflow-connectors/testing"]);
  });

  it("allows it in the fake that a connector ships, if the users of the fake install it themselves", () => {
    const text = 'import { createFake } from "@hrflow-connectors/testing/fakes";';
    const files = ["testing/fake.ts", "b.ts"].map((path) => ({ path: `packages/lever/src/${path}`, text }));
    const withPeer = of("lever", { isConnector: true, dependencies: [core.name], peers: [testing.name] });
    expect(packageProblems(withPeer, files, all)).toEqual([
      "packages/lever/src/b.ts imports @hrflow-connectors/testing",
    ]);
    expect(packageProblems(lever, files, all)).toHaveLength(2);
  });
});

it("reports vendors in core, and allows the name of the project", () => {
  const files = [
    { path: "packages/core/src/a.ts", text: 'Symbol.for("hrflow-connectors.error"), "hrflow-connector-x", leverage' },
    { path: "packages/core/src/b.ts", text: "const acmeUrl = hrflowUrl;" },
    { path: "packages/core/src/generated/names.ts", text: "DoubleVerticalBar" },
  ];
  expect(packageProblems(core, files, all)).toEqual([
    "packages/core/src/a.ts names lever",
    "packages/core/src/b.ts names acme",
    "packages/core/src/b.ts names hrflow",
  ]);
});
