import { readdirSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isDeepStrictEqual, parseArgs } from "node:util";
import { runInBrowsers } from "./consumers/browsers";
import { bundle } from "./consumers/bundle";
import { type Compiler, compile, installCompilers } from "./consumers/compile";
import { packAll } from "./consumers/pack";
import { createProject, install, installedNames, sourceOf } from "./consumers/project";
import { type Fence, fencesOf, ownImports, writeFences } from "./consumers/readme";
import { markdownOf } from "./docs/markdown-of";
import { checkGuide } from "./guide/check-guide";
import { type PublishedPackage, publishedPackages, root, withOwnDependencies } from "./manifests/published-packages";
import { execute, npm } from "./processes/execute";
import { type NodeProgram, nodeProgram } from "./processes/node-program";

/** The version that the repository compiles with. */
const nodeTypes: string = JSON.parse(readFileSync(join(root, "package.json"), "utf8")).devDependencies["@types/node"];

interface Tools {
  tarballs: Map<string, string>;
  compilers: Compiler[];
  nodes: NodeProgram[];
}

/** Installs, compiles, bundles and runs one package as a user would. Returns the places of the README examples that it compiled. */
async function check(published: PublishedPackage, project: string, tools: Tools): Promise<string[]> {
  const { name, folder } = published;
  await createProject(project, published, tools.tarballs);
  const installed = (await installedNames(project)).sort();
  const ours = withOwnDependencies(published);
  const expected = ours.flatMap((dependency) => [dependency.name, ...(dependency.checks.installs ?? [])]).sort();
  if (!isDeepStrictEqual(installed, expected)) {
    const unexpected = installed.filter((dependency) => !expected.includes(dependency));
    const missing = expected.filter((dependency) => !installed.includes(dependency));
    throw new Error(
      `does not install what the "checks.installs" of the manifests say: unexpected ${list(unexpected)}, missing ${list(missing)}`,
    );
  }
  const own = await fencesOf(join(folder, "README.md"));
  // The examples of the root's README and of the guide that import this package, with whatever else they import.
  const shared = (await sharedFences()).filter(({ code }) => ownImports(code).includes(name));
  const pages = await Promise.all(pagesOf(published).map(fencesOf));
  const fences = [...shared, ...own, ...pages.flat()];
  const used = ownImports([await sourceOf(project), ...fences.map(({ code }) => code)].join("\n"));
  // Peers come after the check of what a user of the package alone gets.
  const others = [...new Set([...used, ...published.peers])].filter(
    (imported) => tools.tarballs.has(imported) && !installed.includes(imported),
  );
  if (others.length > 0) await install(project, [name, ...others], tools.tarballs);
  await writeFences(project, fences);
  if (published.checks.needsNodeTypes) await npm(["install", "--no-save", `@types/node@${nodeTypes}`], project);
  await compile(project, tools.compilers, published.checks.needsNodeTypes ? ["node"] : []);
  const sizes = await bundle(project, published);
  for (const { program } of tools.nodes) await execute(program, ["run.mjs"], project);
  const bundled = [...sizes].map(([specifier, bytes]) => `${specifier} ${Math.round(bytes / 1000)} kB`);
  console.log(
    `${name}: ${installed.length} packages, ${fences.length} examples; bundled for browsers: ${list(bundled)}`,
  );
  return fences.map(({ place }) => place);
}

/** The examples of the pages that belong to no package. */
async function sharedFences(): Promise<Fence[]> {
  return (await Promise.all([join(root, "README.md"), ...markdownOf("docs/guide")].map(fencesOf))).flat();
}

/** The generated pages about the actions of a connector. */
function pagesOf({ slug, isConnector }: PublishedPackage): string[] {
  const pages = join(root, "docs", "actions", slug);
  return isConnector ? readdirSync(pages).map((name) => join(pages, name)) : [];
}

async function followedGuide(folder: string, { tarballs, compilers }: Tools): Promise<void> {
  const start = performance.now();
  await checkGuide(join(folder, "guide"), tarballs, compilers);
  const seconds = Math.round((performance.now() - start) / 1000);
  console.log(`The guide for authors ends green, in ${seconds} s, and so does every kind of authorization.`);
}

async function main(): Promise<void> {
  const options = { node: { type: "string" }, keep: { type: "boolean" }, guide: { type: "boolean" } } as const;
  const { values } = parseArgs({ options });
  const majors = values.node?.split(",") ?? [process.versions.node.split(".")[0] ?? ""];
  const folder = await mkdtemp(join(tmpdir(), "hrflow-consumers-"));
  try {
    const [tarballs, compilers, nodes] = await Promise.all([
      packAll(publishedPackages, folder),
      installCompilers(folder),
      Promise.all(majors.map((major) => nodeProgram(major, folder))),
    ]);
    const tools = { tarballs, compilers, nodes };
    if (values.guide) return await followedGuide(folder, tools);
    const checks = publishedPackages.map((published) => check(published, join(folder, published.slug), tools));
    const outcomes = await Promise.allSettled(checks);
    outcomes.forEach((outcome, index) => {
      if (outcome.status === "rejected") fail(`${publishedPackages[index]?.name} ${outcome.reason}`);
    });
    if (process.exitCode) return;
    const compiled = outcomes.flatMap((outcome) => (outcome.status === "fulfilled" ? outcome.value : []));
    for (const { place } of await sharedFences()) {
      if (!compiled.includes(place)) fail(`${place}: no package installs everything that this example imports`);
    }
    if (process.exitCode) return;
    await followedGuide(folder, tools);
    for (const line of await runInBrowsers(join(folder, "browsers"), tarballs)) console.log(line);
    const typescript = list(compilers.map(({ version }) => version));
    console.log(`Consumers work with TypeScript ${typescript} and Node ${list(nodes.map(({ version }) => version))}.`);
  } finally {
    if (values.keep) console.log(`Kept in ${folder}`);
    else await rm(folder, { recursive: true, force: true });
  }
}

function list(names: string[]): string {
  return names.join(", ") || "none";
}

function fail(message: string): void {
  console.error(message);
  process.exitCode = 1;
}

await main();
