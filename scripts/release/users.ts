import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { installedNames } from "../consumers/project";
import { fencesOf, ownImports } from "../consumers/readme";
import { publishedPackages, root, withOwnDependencies } from "../manifests/published-packages";
import { execute } from "../processes/execute";
import { ownCopies } from "./own-copies";

/** The projects of users of the first release. */
export interface Users {
  /** Upgrades them to the second release. Throws if one does not work any more. */
  upgrade(): Promise<void>;
}

/** The project of one user. */
interface Project {
  folder: string;
  /** Our packages that it depends on. */
  packages: string[];
  /** Throws if the project does not work. */
  works(): Promise<void>;
}

const lever = "@hrflow-connectors/lever";

/** Installs the published packages in empty folders, as users do. Throws if something does not work. */
export async function createUsers(folder: string, environment: NodeJS.ProcessEnv): Promise<Users> {
  const run = (command: string, project: string) => {
    const [program = "", ...args] = command.split(" ");
    return execute(program, args, project, environment);
  };

  async function empty(name: string, packages: string[]): Promise<string> {
    const project = join(folder, name);
    await mkdir(project);
    await writeFile(join(project, "package.json"), JSON.stringify({ private: true, type: "module" }));
    await run(`npm install ${packages.join(" ")}`, project);
    return project;
  }

  /** A user of one connector, who runs the example of the README. */
  async function reader(): Promise<Project> {
    const project = await empty("reader", [lever]);
    await checkInstalled(project, lever);
    await run("npm install --save-dev @hrflow-connectors/testing", project);
    await writeFile(join(project, "fakes.mjs"), fakes);
    await writeFile(join(project, "example.mjs"), await readmeExample());
    return {
      folder: project,
      packages: [lever, "@hrflow-connectors/testing"],
      async works() {
        const output = await run("node --import ./fakes.mjs example.mjs", project);
        if (!output.startsWith("success ")) throw new Error(`the example of the README prints ${output}`);
      },
    };
  }

  /** A user of the command line, with the config of its README. */
  async function commandLine(): Promise<Project> {
    const packages = ["hrflow-connectors", lever, "@hrflow-connectors/stores"];
    const project = await empty("command-line", packages);
    const fences = await fencesOf(join(root, "packages/cli/README.md"));
    const config = fences.find(({ code }) => code.includes("defineConfig"));
    await writeFile(join(project, "hrflow.config.ts"), config?.code ?? "");
    return {
      folder: project,
      packages,
      async works() {
        const output = await run("npx hrc list", project);
        for (const text of ["profiles-to-lever", "lever.push_profile"]) {
          if (!output.includes(text)) throw new Error(`hrc list does not show ${text}: ${output}`);
        }
      },
    };
  }

  /** An author of a connector. */
  async function author(): Promise<Project> {
    await run("npm create hrflow-connector@latest acme -- --yes", folder);
    const project = join(folder, "acme");
    await run("npm install", project);
    const { dependencies, devDependencies } = JSON.parse(await readFile(join(project, "package.json"), "utf8"));
    const packages = Object.keys({ ...dependencies, ...devDependencies }).filter((name) =>
      name.startsWith("@hrflow-connectors/"),
    );
    return { folder: project, packages, works: async () => void (await run("npm test", project)) };
  }

  const projects = await Promise.all([reader(), commandLine(), author()]);
  for (const { works } of projects) await works();
  return {
    async upgrade() {
      for (const { folder: project, packages, works } of projects) {
        await run("npm update", project);
        await checkCopies(project, "npm update");
        await run(`npm install ${packages.map((name) => `${name}@latest`).join(" ")}`, project);
        await checkCopies(project, "npm install of the latest versions");
        await works();
      }
    },
  };
}

async function readmeExample(): Promise<string> {
  const fences = await fencesOf(join(root, "README.md"));
  const example = fences.find(({ code }) => ownImports(code).includes(lever) && code.includes("originParameters"));
  return example?.code ?? "";
}

/** Replaces the network by fakes that accept what the README shows. */
const fakes = `
import { createHrflowFake, createLeverFake, joinFakes } from "@hrflow-connectors/testing/fakes";

const profile = { key: "...", source_key: "...", info: { full_name: "Ada Example", email: "ada@example.com" } };
const hrflow = createHrflowFake({
  accounts: [{ apiKey: "ask_...", userEmail: "ada@example.com" }],
  sources: ["..."],
  profiles: [profile],
});
globalThis.fetch = joinFakes([hrflow, createLeverFake({ apiKeys: ["..."] })]);
`;

/** Throws unless the package and what its manifest says are installed: nothing of another connector, and no tool. */
async function checkInstalled(project: string, name: string): Promise<void> {
  const published = publishedPackages.find((one) => one.name === name);
  if (!published) throw new Error(`${name} is not published`);
  const expected = withOwnDependencies(published).flatMap((one) => [one.name, ...(one.checks.installs ?? [])]);
  const installed = await installedNames(project);
  if (!isDeepStrictEqual(installed.toSorted(), expected.toSorted())) {
    throw new Error(
      `${name} installs ${installed.toSorted().join(", ")} in place of ${expected.toSorted().join(", ")}`,
    );
  }
}

async function checkCopies(project: string, command: string): Promise<void> {
  const copies = ownCopies(JSON.parse(await readFile(join(project, "package-lock.json"), "utf8")));
  for (const [name, versions] of copies) {
    if (versions.length > 1) throw new Error(`${command} leaves ${name} ${versions.join(" and ")} in ${project}`);
  }
}
