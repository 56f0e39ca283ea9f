import { ConfigurationError, moveCursor, readCursor, type Store } from "@hrflow-connectors/core";
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

/** Moves the cursor to a time; null removes it, also one that cannot be read. */
export async function cursorMoveCommand(
  workflow: string,
  readFrom: string | null,
  { json }: OutputOptions,
  context: CommandContext,
): Promise<number> {
  const store = await storeFor(workflow, context);
  const unreadable = readFrom === null ? await whyUnreadable(store, workflow) : undefined;
  const before = await moveCursor(store, workflow, readFrom, { signal: context.signal }).catch((error: unknown) => {
    if (context.signal.aborted) return undefined;
    throw ConfigurationError.isInstance(error) ? new UsageError(error.message) : error;
  });
  if (before === undefined) return exitCodes.stopped;
  const now = await readCursor(store, workflow);
  if (json) return writeJson(context, { workflow, before, readFrom: now });
  if (unreadable) context.stderr.write(`warning: a cursor was removed that could not be read: ${unreadable}\n`);
  context.stdout.write(`${before ?? (unreadable ? "unreadable" : "none")} -> ${now ?? "none"}\n`);
  if (now === null) context.stderr.write("The next incremental run reads everything.\n");
  else if (before !== null && now > before)
    context.stderr.write(`warning: what changed between ${before} and ${now} is not read.\n`);
  return exitCodes.success;
}

/** The message of a cursor that cannot be read: it is not the same as none. */
async function whyUnreadable(store: Store, workflow: string): Promise<string | undefined> {
  try {
    await readCursor(store, workflow);
    return undefined;
  } catch (error) {
    if (ConfigurationError.isInstance(error)) return error.message;
    throw error;
  }
}

async function storeFor(workflow: string, { folder, config }: CommandContext) {
  const loaded = await loadConfig(folder, config);
  findWorkflow(loaded, workflow);
  return storeOf(loaded);
}
