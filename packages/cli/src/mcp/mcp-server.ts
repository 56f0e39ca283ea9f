import { ConnectorError, type RunEvent } from "@hrflow-connectors/core";
import { type CallToolResult, fromJsonSchema, McpServer, type ServerContext } from "@modelcontextprotocol/server";
import type { LoadedConfig } from "../load-config";
import { countEvent, type ProgressFigures, progressText } from "../progress";
import { UsageError } from "../usage-error";
import { explain } from "./explanations";
import { dataNotInstructions, type ToolDefinition, toolsFor } from "./tool-definitions";

declare const __PACKAGE_VERSION__: string;

export interface McpSettings {
  /** Lists the tools that write. */
  allowsWrites: boolean;
  /** Shows values of people, which are masked otherwise. */
  showsPersonalData: boolean;
  env: Record<string, string | undefined>;
  /** Stops all runs. */
  signal: AbortSignal;
  /** What the person who runs the server should know; never about people. */
  log(line: string): void;
}

export interface ToolServer {
  /** A server for one connection. */
  create(): McpServer;
  /** Resolves once no tool is running. */
  idle(): Promise<void>;
}

/** Serves the workflows of a config as tools. */
export function createToolServer(loaded: LoadedConfig, settings: McpSettings): ToolServer {
  const running = new Set<Promise<unknown>>();
  const track = <T>(work: Promise<T>): Promise<T> => {
    running.add(work);
    void work.finally(() => running.delete(work));
    return work;
  };
  const { allowsWrites } = settings;
  const instructions = [
    "Moves jobs and profiles between HrFlow.ai and an ATS, by the workflows of a config.",
    dataNotInstructions,
    ...(allowsWrites ? [] : ["This server only reads: it has to be started with --allow-writes to run workflows."]),
  ].join(" ");
  return {
    create() {
      const information = { name: "hrflow-connectors", title: "HrFlow connectors", version: __PACKAGE_VERSION__ };
      const server = new McpServer(information, { instructions, capabilities: { tools: {} } });
      for (const tool of toolsFor(loaded, allowsWrites))
        server.registerTool(tool.name, configOf(tool), (given, context) =>
          track(callTool(tool, given, context, loaded, settings)),
        );
      return server;
    },
    async idle() {
      while (running.size > 0) await Promise.all(running);
    },
  };
}

function configOf({ title, description, annotations, input, required, output }: ToolDefinition) {
  return {
    ...{ title, description, annotations },
    inputSchema: fromJsonSchema({ type: "object", properties: input, required, additionalProperties: false }),
    outputSchema: fromJsonSchema({ type: "object", properties: output }),
  };
}

/** Always resolves: whatever fails is a result that says what to do. */
async function callTool(
  tool: ToolDefinition,
  given: unknown,
  { mcpReq }: ServerContext,
  loaded: LoadedConfig,
  { env, signal, log, ...allowed }: McpSettings,
): Promise<CallToolResult> {
  const progress = reportProgress(mcpReq, tool.name === "preview");
  try {
    const surroundings = { env, signal: AbortSignal.any([signal, mcpReq.signal]), onEvent: progress.onEvent };
    const { content, isError = false } = await tool.call(given, { loaded, surroundings, ...allowed });
    await progress.end();
    return { content: [{ type: "text", text: JSON.stringify(content) }], structuredContent: content, isError };
  } catch (error) {
    const kind = error instanceof UsageError ? "usage" : kindOf(error);
    if (!(error instanceof UsageError)) log(`${tool.name}: ${kind}`);
    return { content: [{ type: "text", text: errorText(error, kind) }], isError: true };
  }
}

/** The message of anything but our own errors may hold a secret of the config, or name a person. */
function errorText(error: unknown, kind: string): string {
  if (error instanceof UsageError) return forAgents(error.message);
  const { code, meaning, next } = explain({ code: kind });
  return `${code}: ${meaning} ${next} \`hrc\` in a terminal shows the whole message.`;
}

function kindOf(error: unknown): string {
  return ConnectorError.isInstance(error) ? error.code : "unexpected";
}

/** The messages of the command line name its options, and what may be done in a terminal. */
function forAgents(message: string): string {
  return message
    .replaceAll("--profile", "profileKey")
    .replaceAll("--limit", "limit")
    .replace("then run the command again", "then restart this server")
    .replace(/`hrc failures [^`]*`/, "explain_failures");
}

/** Between two notifications. */
const progressMs = 250;

/** Notifies the client of how far a run is, if it asked for that. */
function reportProgress({ _meta, notify }: ServerContext["mcpReq"], isDry: boolean) {
  const progressToken = _meta?.progressToken;
  const startedAt = performance.now();
  const figures: Omit<ProgressFigures, "elapsedMs"> = { read: 0, done: 0, failed: 0, total: undefined };
  let sentAt = Number.NEGATIVE_INFINITY;
  let sent = 0;
  const send = async () => {
    const progress = figures.done + figures.failed;
    // The protocol asks for values that increase.
    if (progressToken === undefined || progress <= sent) return;
    sent = progress;
    sentAt = performance.now();
    const message = progressText({ ...figures, elapsedMs: sentAt - startedAt });
    const total = figures.total === undefined ? {} : { total: Math.max(figures.total, figures.read) };
    const params = { progressToken, progress, ...total, message };
    // The client may be gone, which its closed connection reports.
    await notify({ method: "notifications/progress", params }).catch(() => undefined);
  };
  return {
    onEvent(event: RunEvent) {
      if (countEvent(figures, event, isDry) && performance.now() - sentAt >= progressMs) void send();
    },
    end: send,
  };
}
