#!/usr/bin/env node
import { intro, note, outro } from "@clack/prompts";
import { ask } from "./ask";
import { type Arguments, help, readArguments } from "./read-arguments";
import { renderConnector } from "./render";
import { actions, auths, nameOf, type Settings, UsageError } from "./settings";
import { writeFiles } from "./write-files";

declare const __PACKAGE_VERSION__: string;

/** Creates a connector in the current folder. Resolves to the exit code: 0, 1 for a failure, 2 for a mistake, 130 for Ctrl-C. */
async function main(): Promise<number> {
  try {
    const read = readArguments(process.argv.slice(2), process.cwd());
    if (read.help) return print(help);
    if (read.version) return print(`${__PACKAGE_VERSION__}\n`);
    const isAsking = process.stdin.isTTY === true && process.stdout.isTTY === true && !read.yes;
    if (isAsking) intro("A connector for HrFlow.ai");
    const settings = isAsking ? await ask(read) : withDefaults(read);
    if (!settings) {
      outro("Nothing was created.");
      return 130;
    }
    const { places, steps } = create(settings);
    if (!isAsking)
      return print(`Created ${places.join(", ")}. Next:\n\n${steps.map((step) => `  ${step}\n`).join("")}`);
    note(steps.join("\n"), "Next");
    outro(`Created ${places.join(", ")}.`);
    return 0;
  } catch (error) {
    const isUsage = error instanceof UsageError;
    const message = error instanceof Error ? error.message : String(error);
    process.stderr.write(`create-hrflow-connector: ${message}\n${isUsage ? "See --help.\n" : ""}`);
    return isUsage ? 2 : 1;
  }
}

function withDefaults(read: Arguments): Settings {
  const { slug, name, auth = auths[0], actions: chosen = actions, spec, repository } = read;
  if (slug === undefined) throw new UsageError("expected a slug, such as: npm create hrflow-connector acme");
  return { slug, name: name ?? nameOf(slug), auth, actions: chosen, spec, repository };
}

function create(settings: Settings): { places: string[]; steps: string[] } {
  const { slug, repository, spec } = settings;
  const places = repository ? [`packages/${slug}`, `specs/${slug}`, `.changeset/${slug}-connector.md`] : [slug];
  writeFiles(renderConnector(settings), repository ?? process.cwd(), places);
  const workspace = repository ? ` -w packages/${slug}` : "";
  const ofSpec = [`npm run generate${workspace}`, "replace the sample's operations in src/ by those of your document"];
  const steps = [
    repository ? "npm install" : `cd ${slug} && npm install`,
    ...(spec === undefined ? [] : ofSpec),
    // From the root: they write the pages, tables and lists that are generated from all packages.
    ...(repository ? ["npm run generate", "npm run lint -- --write", "npm run check:exports -- --update"] : []),
    `npm test${workspace}`,
  ];
  return { places, steps };
}

function print(text: string): 0 {
  process.stdout.write(text);
  return 0;
}

for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => process.exit(130));
process.exitCode = await main();
