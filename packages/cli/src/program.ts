import { Command, CommanderError, InvalidArgumentError, Option } from "commander";
import { type CommandContext, checkCommand, describeCommand, listCommand, runCommand } from "./commands";
import { addCompletion, completedNames } from "./completion";
import { cursorMoveCommand, cursorShowCommand } from "./cursor-commands";
import { exitCodes } from "./exit-codes";
import { failuresCommand, replayCommand } from "./failure-commands";
import { age, stateListCommand, statePruneCommand } from "./state-commands";
import { UsageError } from "./usage-error";
import { watchCommand } from "./watch-command";

declare const __PACKAGE_VERSION__: string;

/** Runs a command line, without the names of the program, and returns the exit code. */
export async function runProgram(args: string[], context: CommandContext): Promise<number> {
  let code: number = exitCodes.success;
  const set = (ended: number) => {
    code = ended;
  };
  const { stdout, stderr } = context;
  const program = new Command("hrc")
    .description("Runs the workflows of hrflow.config.ts")
    .version(__PACKAGE_VERSION__)
    .option("-c, --config <path>", "the config; default: hrflow.config.ts in this folder or above it")
    .exitOverride()
    .configureOutput({ writeOut: (text) => stdout.write(text), writeErr: (text) => stderr.write(text) });
  const given = () => ({ ...context, config: program.opts<{ config?: string }>().config });
  program
    .command("init")
    .description("writes hrflow.config.ts and .env.example, and asks for what is not given")
    .option("--action <action>", "of an installed connector, such as lever.push_profile")
    .option("--name <workflow>", "the workflow's name; default: after the action")
    .addOption(new Option("--store <kind>", "where deliveries are remembered; default: file").choices(["file", "none"]))
    .option("--yes", "takes the defaults, and asks nothing")
    .action(async (options) => {
      // Its prompts take longer to load than the rest of the program.
      const { initCommand } = await import("./init/init-command");
      set(await initCommand(options, given()));
    });
  program
    .command("list")
    .description("lists the workflows, and the actions of the installed connectors")
    .option("--json", "as JSON")
    .action(async (options) => set(await listCommand(options, given())));
  program
    .command("describe <action>")
    .description("shows the parameters of an action, such as lever.push_profile")
    .option("--json", "as JSON")
    .action(async (action, options) => set(await describeCommand(action, options, given())));
  program
    .command("check [workflow]")
    .description("checks credentials, permissions and parameters by reads alone; default: all workflows")
    .option("--json", "as JSON")
    .action(async (workflow, options) => set(await checkCommand(workflow, options, given())));
  const run = program
    .command("run <workflow>")
    .description("runs a workflow once")
    .option("--dry-run", "shows what would be written, and what would be lost; writes nothing")
    .option("--limit <n>", "reads this many items at most, from the beginning; the cursor stays", wholeNumber)
    .option("--profile <key>", "the profile to push, in place of that in the config")
    .option("--json", "writes the result as JSON")
    .option("--events", "writes each event as a line of JSON; the last one holds the result")
    .action(async (workflow, options) => set(await runCommand(workflow, options, given())));
  run.options.find(({ long }) => long === "--events")?.conflicts("json");
  program
    .command("watch")
    .description("runs the workflows that have a schedule, until Ctrl-C")
    .option("--events", "writes each event as a line of JSON")
    .action(async (options) => set(await watchCommand(options, given())));
  program
    .command("failures <workflow>")
    .description("lists the items that failed and were not delivered since")
    .option("--json", "as JSON, without the items themselves")
    .action(async (workflow, options) => set(await failuresCommand(workflow, options, given())));
  program
    .command("replay <workflow>")
    .description("tries the failed items again, as they were read then")
    .option("--run <id>", "only those that failed first in this run")
    .option("--skip-permanent", "leaves alone what was refused for good")
    .option("--dry-run", "shows what would be written; writes nothing")
    .option("--json", "writes the results as JSON, one per run")
    .action(async (workflow, options) => set(await replayCommand(workflow, options, given())));
  const cursor = program.command("cursor").description("where the next run of an incremental workflow reads from");
  cursor
    .command("show <workflow>")
    .description("shows the cursor")
    .option("--json", "as JSON")
    .action(async (workflow, options) => set(await cursorShowCommand(workflow, options, given())));
  cursor
    .command("set <workflow> <time>")
    .description("moves the cursor to a past time, such as 2026-01-31T00:00:00Z, after a run under way")
    .option("--json", "writes the result as JSON")
    .action(async (workflow, time, options) => set(await cursorMoveCommand(workflow, time, options, given())));
  cursor
    .command("reset <workflow>")
    .description("removes the cursor: the next run reads everything; what was delivered is not created again")
    .option("--json", "writes the result as JSON")
    .action(async (workflow, options) => set(await cursorMoveCommand(workflow, null, options, given())));
  const state = program.command("state").description("what the store keeps");
  state
    .command("ls")
    .description("counts the values in the store by their kind")
    .option("--json", "as JSON")
    .action(async (options) => set(await stateListCommand(options, given())));
  state
    .command("prune")
    .description("removes finished deliveries, results and failed items; what is forgotten may be created again")
    .requiredOption("--older-than <age>", "what was last written before, such as 30d or 12h", age)
    .option("--unfinished", "also deliveries that are not finished")
    .option("--json", "writes the result as JSON")
    .action(async (options) => set(await statePruneCommand(options, given())));
  program
    .command("mcp")
    .description("serves the workflows to an agent, by the Model Context Protocol on stdin and stdout")
    .option("--allow-writes", "also lists the tools that run workflows and replay failed items")
    .option("--show-personal-data", "shows values of people, which are masked otherwise")
    .action(async (options) => {
      // Its libraries take longer to load than the rest of the program.
      const { mcpCommand } = await import("./mcp/mcp-command");
      set(await mcpCommand(options, given()));
    });
  addCompletion(program, args[0] === "complete" ? await completedNames(context) : {});
  try {
    await program.parseAsync(args, { from: "user" });
    return code;
  } catch (error) {
    // It has written its message.
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.success : exitCodes.usage;
    const { message } = error instanceof Error ? error : new Error(String(error));
    stderr.write(`error: ${message}\n`);
    return error instanceof UsageError ? exitCodes.usage : exitCodes.fatal;
  }
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value > 0) return value;
  throw new InvalidArgumentError("Expected a whole number above 0.");
}
