import tab from "@bomb.sh/tab/commander";
import type { Command } from "commander";
import type { CommandContext } from "./commands";
import { actionsOf, installedConnectors } from "./connectors";
import { type LoadedConfig, loadConfig } from "./load-config";

/**
 * Adds `completion <shell>`, and the hidden command `complete` by which the shell asks for candidates: commands, options, and what
 * `names` has for their arguments.
 */
export function addCompletion(program: Command, names: CompletedNames): void {
  const { commands } = tab(program, { completionCommandName: "completion" });
  for (const command of commands.values())
    for (const argument of command.arguments.values()) {
      const candidates = names[argument.name];
      if (candidates) argument.handler = (complete) => candidates.forEach((name) => void complete(name, ""));
    }
}

/** The candidates for an argument, by the argument's name. */
export type CompletedNames = Record<string, string[]>;

/** None for what cannot be found: the shell shows no errors of a completion. */
export async function completedNames({ folder, config }: CommandContext): Promise<CompletedNames> {
  const loaded: LoadedConfig | undefined = await loadConfig(folder, config).catch(() => undefined);
  const installed = await installedConnectors(loaded?.folder ?? folder).catch(() => []);
  return {
    workflow: Object.keys(loaded?.config.workflows ?? {}),
    action: actionsOf(installed, loaded).map(({ name }) => name),
  };
}
