import { existsSync } from "node:fs";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { CommandContext } from "../commands";
import { findAction, type InstalledConnector, installedConnectors } from "../connectors";
import { exitCodes } from "../exit-codes";
import { UsageError } from "../usage-error";
import { ask } from "./ask";
import { type Choices, defaultName, type Offered, type Settings } from "./choices";
import { renderConfig, renderEnvironment } from "./render-config";

export interface InitOptions extends Settings {
  action?: string;
  yes?: true;
}

const configName = "hrflow.config.ts";
const environmentName = ".env.example";

/** Writes a config and the list of its variables, both or none. Throws `UsageError` if one of them exists. */
export async function initCommand({ yes, ...given }: InitOptions, context: CommandContext): Promise<number> {
  const { folder, stdout } = context;
  for (const name of [configName, environmentName])
    if (existsSync(join(folder, name)))
      throw new UsageError(`${name} exists already. Run init in another folder, or move the file away.`);
  const offered = offeredBy(await installedConnectors(folder));
  if (offered.length === 0)
    throw new UsageError(
      `no connector is installed in ${folder}. Install one first, such as: npm install @hrflow-connectors/lever`,
    );
  const named = given.action === undefined ? undefined : offeredAs(given.action, offered);
  const isAsking = !yes && process.stdin.isTTY === true && stdout.isTTY === true;
  const choices = isAsking ? await ask(offered, { ...given, action: named }) : withDefaults(given, named);
  if (!choices) {
    context.stderr.write("Nothing was written.\n");
    return exitCodes.stopped;
  }
  await writeBoth(folder, renderConfig(choices), renderEnvironment(choices));
  stdout.write(
    `${[`Wrote ${configName} and ${environmentName}. Next:`, ...nextSteps(choices, folder)].join("\n  ")}\n`,
  );
  return exitCodes.success;
}

function offeredBy(installed: InstalledConnector[]): Offered[] {
  return installed.flatMap((connector) => {
    if (!("definition" in connector)) return [];
    const { slug, actions } = connector.definition;
    const { packageName } = connector;
    return actions.map((definition) => ({ name: `${slug}.${definition.id}`, packageName, slug, definition }));
  });
}

function offeredAs(wanted: string, offered: Offered[]): Offered {
  const actions = offered.map(({ name, slug, definition }) => ({ name, connector: slug, definition }));
  const { name } = findAction(actions, wanted);
  return offered.find((one) => one.name === name) as Offered;
}

function withDefaults({ name, store = "file" }: Settings, action: Offered | undefined): Choices {
  if (!action)
    throw new UsageError("which action? Give --action, such as lever.push_profile; `hrc list` names them all.");
  return { action, name: name ?? defaultName(action), store };
}

async function writeBoth(folder: string, config: string, environment: string): Promise<void> {
  // Never over a file that appeared meanwhile.
  await writeFile(join(folder, configName), config, { flag: "wx" });
  await writeFile(join(folder, environmentName), environment, { flag: "wx" }).catch(async (error: unknown) => {
    await rm(join(folder, configName));
    throw error;
  });
}

function nextSteps({ name, store }: Choices, folder: string): string[] {
  const stores = join("node_modules", "@hrflow-connectors", "stores");
  return [
    ...(existsSync(join(folder, "node_modules", "hrflow-connectors")) ? [] : ["npm install hrflow-connectors"]),
    ...(store === "file" && !existsSync(join(folder, stores)) ? ["npm install @hrflow-connectors/stores"] : []),
    `cp ${environmentName} .env   and fill it in; keep .env${store === "file" ? " and .hrflow" : ""} out of git`,
    "choose the credential in the config, where there are several",
    `npx hrc check ${name}`,
    `npx hrc run ${name} --dry-run`,
  ];
}
