import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isDeepStrictEqual, parseArgs } from "node:util";
import { bundle } from "./consumers/bundle";
import { type Compiler, compile, installCompilers } from "./consumers/compile";
import { execute } from "./consumers/execute";
import { nodeProgram } from "./consumers/node-versions";
import { packAll } from "./consumers/pack";
import { createProject, install, installedNames } from "./consumers/project";
import { fencesOf, needsOnly, writeFences } from "./consumers/readme";
import { type PublishedPackage, publishedPackages, root } from "./published-packages";

const coreBrings = [
  "@hrflow-connectors/core",
  "@standard-schema/spec",
  "ipaddr.js",
  "oauth4webapi",
  "openapi-fetch",
  "openapi-typescript-helpers",
];
const clientBrings = [...coreBrings, "@hrflow-connectors/hrflow-client"];
const validationBrings = [
  "ajv",
  "ajv-formats",
  "fast-deep-equal",
  "fast-uri",
  "json-schema-traverse",
  "require-from-string",
];

/** Everything that installing a package may bring, itself included. */
const allowed: Record<string, string[]> = {
  core: coreBrings,
  "hrflow-client": clientBrings,
  lever: [...clientBrings, "@hrflow-connectors/lever"],
  greenhouse: [...clientBrings, "@hrflow-connectors/greenhouse"],
  testing: [...coreBrings, "@hrflow-connectors/testing", ...validationBrings, "fast-check", "pure-rand", "yaml"],
};

/** What the examples of a package need beside it. */
const beside: Record<string, string[]> = { testing: ["@hrflow-connectors/lever"] };

interface Tools {
  tarballs: Map<string, string>;
  compilers: Compiler[];
  nodes: string[];
}

/** Plays a user of one package, from the tarball to a run. Answers the places of the README examples that compiled. */
async function check({ name, slug, folder, ...published }: PublishedPackage, project: string, tools: Tools) {
  await createProject(project, name, slug, tools.tarballs);
  const installed = (await installedNames(project)).sort();
  const expected = (allowed[slug] ?? []).toSorted();
  if (!isDeepStrictEqual(installed, expected)) {
    throw new Error(`${name} should install ${expected.join(", ")}; it installed ${installed.join(", ")}`);
  }
  if (beside[slug]) await install(project, [name, ...beside[slug]], tools.tarballs);
  const fences = [
    ...(await fencesOf(join(root, "README.md"))).filter((fence) => needsOnly(fence, installed)),
    ...(await fencesOf(join(folder, "README.md"))),
  ];
  await writeFences(project, fences);
  await compile(project, tools.compilers);
  const sizes = await bundle(project, { name, slug, folder, ...published });
  for (const node of tools.nodes) await execute(node, ["run.mjs"], project);
  const bundled = [...sizes].map(([specifier, bytes]) => `${specifier} ${Math.round(bytes / 1000)} kB`).join(", ");
  console.log(`${name}: ${installed.length} packages, ${fences.length} README examples; for browsers: ${bundled}`);
  return fences.map(({ place }) => place);
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { node: { type: "string" }, keep: { type: "boolean" } } });
  const majors = values.node?.split(",") ?? [process.versions.node.split(".")[0] ?? ""];
  const folder = await mkdtemp(join(tmpdir(), "hrflow-consumers-"));
  try {
    const [tarballs, compilers, nodes] = await Promise.all([
      packAll(publishedPackages, folder),
      installCompilers(folder),
      Promise.all(majors.map((major) => nodeProgram(major, folder))),
    ]);
    const tools = { tarballs, compilers, nodes };
    const checks = publishedPackages.map((published) => check(published, join(folder, published.slug), tools));
    const outcomes = await Promise.allSettled(checks);
    outcomes.forEach((outcome, index) => {
      if (outcome.status === "rejected") fail(`${publishedPackages[index]?.name} ${outcome.reason}`);
    });
    if (process.exitCode) return;
    const compiled = outcomes.flatMap((outcome) => (outcome.status === "fulfilled" ? outcome.value : []));
    for (const { place } of await fencesOf(join(root, "README.md"))) {
      if (!compiled.includes(place)) fail(`${place} was compiled by no consumer`);
    }
    if (process.exitCode) return;
    const typescript = compilers.map(({ version }) => version).join(", ");
    console.log(`Consumers hold with TypeScript ${typescript} and Node ${majors.join(", ")}.`);
  } finally {
    if (values.keep) console.log(`Kept in ${folder}`);
    else await rm(folder, { recursive: true, force: true });
  }
}

function fail(message: string): void {
  console.error(message);
  process.exitCode = 1;
}

await main();
