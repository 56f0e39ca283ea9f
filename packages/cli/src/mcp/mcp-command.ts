import { setImmediate } from "node:timers/promises";
import { StdioServerTransport, serveStdio } from "@modelcontextprotocol/server/stdio";
import type { CommandContext } from "../commands";
import { exitCodes } from "../exit-codes";
import { loadConfig } from "../load-config";
import { createToolServer } from "./mcp-server";
import { reserveStdout } from "./reserve-stdout";

export interface McpOptions {
  allowWrites?: true;
  showPersonalData?: true;
}

/** Serves the workflows to one client over stdin and stdout, until the client or Ctrl-C ends it. */
export async function mcpCommand(options: McpOptions, context: CommandContext): Promise<number> {
  const { env, signal, stderr } = context;
  // Before the config, which may write to the console.
  const output = reserveStdout();
  const loaded = await loadConfig(context.folder, context.config);
  const allowsWrites = options.allowWrites === true;
  const showsPersonalData = options.showPersonalData === true;
  const log = (line: string) => void stderr.write(`${line}\n`);
  const { create, idle } = createToolServer(loaded, { allowsWrites, showsPersonalData, env, signal, log });
  const transport = new StdioServerTransport(process.stdin, output);
  const ended = new Promise<void>((resolve) => {
    const close = transport.close.bind(transport);
    // Whichever side closes the connection; the server replaces `onclose`.
    transport.close = () => close().then(resolve);
    signal.addEventListener("abort", () => resolve());
    if (signal.aborted) resolve();
  });
  const served = serveStdio(create, { transport, onerror: () => log("a message of the client could not be read") });
  const count = Object.keys(loaded.config.workflows).length;
  log(
    `Serving ${count} workflows of ${loaded.path} on stdin and stdout: writes ${allowsWrites ? "on" : "off"}, personal data ${showsPersonalData ? "shown" : "masked"}.`,
  );
  await ended;
  await idle();
  // The last result is sent in the same turn of the event loop.
  await setImmediate();
  await served.close();
  await new Promise<void>((resolve) => output.end(resolve));
  // A request that was given up may keep its connection, and the process with it, for minutes.
  setTimeout(() => process.exit(), 100).unref();
  return signal.aborted ? exitCodes.stopped : exitCodes.success;
}
