import { ConfigurationError, moveCursor, readCursor } from "@hrflow-connectors/core";
import { type CommandContext, type OutputOptions, writeJson } from "./commands";
import { exitCodes } from "./exit-codes";
import { loadConfig } from "./load-config";
import { storeOf } from "./state";
import { UsageError } from "./usage-error";
import { findWorkflow } from "./workflows";

export async function cursorShowCommand(
  workflow: string,
  { json }: OutputOptions,
  context: CommandContext,
): Promise<number> {
  const readFrom = await readCursor(await storeFor(workflow, context), workflow);
  if (json) return writeJson(context, { workflow, readFrom });
  context.stdout.write(`${readFrom ?? "none: the next incremental run reads everything"}\n`);
  return exitCodes.success;
}

/** Moves the cursor to a time; null removes it. */
export async function cursorMoveCommand(
  workflow: string,
  readFrom: string | null,
  { json }: OutputOptions,
  context: CommandContext,
): Promise<number> {
  const store = await storeFor(workflow, context);
  const before = await moveCursor(store, workflow, readFrom, { signal: context.signal }).catch((error: unknown) => {
    if (context.signal.aborted) return undefined;
    throw ConfigurationError.isInstance(error) ? new UsageError(error.message) : error;
  });
  if (before === undefined) return exitCodes.stopped;
  const now = await readCursor(store, workflow);
  if (json) return writeJson(context, { workflow, before, readFrom: now });
  context.stdout.write(`${before ?? "none"} -> ${now ?? "none"}\n`);
  if (now === null) context.stderr.write("The next incremental run reads everything.\n");
  else if (before !== null && now > before)
    context.stderr.write(`warning: what changed between ${before} and ${now} is not read.\n`);
  return exitCodes.success;
}

async function storeFor(workflow: string, { folder, config }: CommandContext) {
  const loaded = await loadConfig(folder, config);
  findWorkflow(loaded, workflow);
  return storeOf(loaded);
}
