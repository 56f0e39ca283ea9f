import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { installedNames } from "../consumers/project";
import { publishedPackages, withOwnDependencies } from "../manifests/published-packages";
import { execute } from "../processes/execute";

/** The projects of users of the first release. */
export interface Users {
  /** Upgrades them to the second release. Throws if one does not work any more. */
  upgrade(): Promise<void>;
}

const lever = "@hrflow-connectors/lever";

/** Installs the published packages in empty folders, as users do. Throws if something does not work. */
export async function createUsers(folder: string, environment: NodeJS.ProcessEnv): Promise<Users> {
  const connector = await createProject(join(folder, "connector"), [lever], environment);
  await checkInstalled(connector, lever);
  return {
    async upgrade() {
      await execute("npm", ["install", `${lever}@latest`], connector, environment);
      await checkInstalled(connector, lever);
    },
  };
}

async function createProject(folder: string, packages: string[], environment: NodeJS.ProcessEnv): Promise<string> {
  await mkdir(folder);
  await writeFile(join(folder, "package.json"), JSON.stringify({ private: true, type: "module" }));
  await execute("npm", ["install", ...packages], folder, environment);
  return folder;
}

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
