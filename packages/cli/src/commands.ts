import type { CheckResult, RunEvent } from "@hrflow-connectors/core";
import type { JsonSchema } from "@hrflow-connectors/core/connector";
import { createColors } from "picocolors";
import { actionsOf, findAction, installedConnectors } from "./connectors";
import { exitCodeOfCheck, exitCodeOfRun, exitCodes } from "./exit-codes";
import { findConfig, type LoadedConfig, loadConfig } from "./load-config";
import { createProgress, type ProgressOutput } from "./progress";
import { showPlan } from "./show-plan";
import { showCheck, showResult } from "./show-result";
import { checkWorkflow, findWorkflow, type RunSettings, runWorkflow } from "./workflows";

/** What a command uses of the process. */
export interface CommandContext {
  /** Results. */
  stdout: ProgressOutput;
  /** Progress and errors. */
  stderr: ProgressOutput;
  env: Record<string, string | undefined>;
  folder: string;
  /** The path that `--config` gives. */
  config?: string | undefined;
  /** Aborts at the first Ctrl-C. */
  signal: AbortSignal;
}

export interface OutputOptions {
  json?: true;
}

export async function listCommand({ json }: OutputOptions, context: CommandContext): Promise<number> {
  const loaded = await configIfAny(context);
  const installed = await installedConnectors(loaded?.folder ?? context.folder);
  const workflows = Object.entries(loaded?.config.workflows ?? {}).map(([name, { action }]) => ({
    name,
    action: `${action.connector.slug}.${action.id}`,
  }));
  const actions = actionsOf(installed, loaded).map(({ name, definition }) => ({
    name,
    description: definition.description,
  }));
  const faults = installed.flatMap((one) => ("fault" in one ? [`${one.packageName}: ${one.fault}`] : []));
  for (const fault of faults) context.stderr.write(`warning: ${fault}. Install it again.\n`);
  if (json) return writeJson(context, { workflows, actions });
  const lines = [
    "Workflows",
    ...(workflows.length > 0 ? workflows.map(({ name, action }) => `  ${name}  ${action}`) : ["  none"]),
    "Actions",
    ...(actions.length > 0 ? actions.map(({ name, description }) => `  ${name}  ${description}`) : ["  none"]),
  ];
  context.stdout.write(`${lines.join("\n")}\n`);
  return exitCodes.success;
}

export async function describeCommand(
  wanted: string,
  { json }: OutputOptions,
  context: CommandContext,
): Promise<number> {
  const loaded = await configIfAny(context);
  const actions = actionsOf(await installedConnectors(loaded?.folder ?? context.folder), loaded);
  const { name, connector, definition } = findAction(actions, wanted);
  if (json) return writeJson(context, { connector, ...definition });
  const { origin, target, description } = definition;
  const lines = [`${name}: ${description}`];
  for (const [side, { name: warehouse, parameters }] of Object.entries({ origin, target }))
    lines.push(`${side}Parameters (${warehouse})`, ...parameterLines(parameters));
  context.stdout.write(`${lines.join("\n")}\n`);
  return exitCodes.success;
}

function parameterLines(schema: JsonSchema): string[] {
  const { properties = {}, required = [] } = schema as {
    properties?: Record<string, { description?: string; format?: string; default?: unknown }>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, { description, format, default: value }]) => {
    const marks = [
      ...(required.includes(name) && value === undefined ? ["required"] : []),
      ...(format === "password" ? ['secret: use env("NAME") or file("path")'] : []),
      ...(value === undefined ? [] : [`default ${JSON.stringify(value)}`]),
    ];
    return `  ${name}${marks.length > 0 ? ` (${marks.join(", ")})` : ""}${description ? `  ${description}` : ""}`;
  });
}

export async function checkCommand(
  workflow: string | undefined,
  { json }: OutputOptions,
  context: CommandContext,
): Promise<number> {
  const loaded = await loadConfig(context.folder, context.config);
  if (workflow !== undefined) findWorkflow(loaded, workflow);
  const colors = createColors(isColored(context));
  const found: Record<string, CheckResult> = {};
  const codes: number[] = [];
  for (const name of workflow === undefined ? Object.keys(loaded.config.workflows) : [workflow]) {
    const result = await checkWorkflow(loaded, name, context);
    found[name] = result;
    codes.push(context.signal.aborted ? exitCodes.stopped : exitCodeOfCheck(result));
    if (!json) context.stdout.write(`${showCheck(result, name, colors)}\n`);
    if (context.signal.aborted) break;
  }
  if (json) writeJson(context, found);
  return codes.find((code) => code !== exitCodes.success) ?? exitCodes.success;
}

interface RunCommandOptions extends RunSettings, OutputOptions {
  events?: true;
}

export async function runCommand(
  name: string,
  { json, events, ...settings }: RunCommandOptions,
  context: CommandContext,
): Promise<number> {
  const loaded = await loadConfig(context.folder, context.config);
  const progress = createProgress(context.stderr, { isDry: settings.dryRun });
  const onEvent = (event: RunEvent) => {
    progress.onEvent(event);
    if (events) context.stdout.write(`${JSON.stringify(event)}\n`);
  };
  const { result, lost } = await runWorkflow(loaded, name, settings, { ...context, onEvent });
  progress.end();
  const code = exitCodeOfRun(result, context.signal.aborted);
  if (events) return code;
  if (json) {
    writeJson(context, lost ? { ...result, lost } : result);
    return code;
  }
  const colors = createColors(isColored(context));
  if (result.plan) context.stdout.write(`${showPlan(result.plan, lost ?? [], colors)}\n`);
  context.stdout.write(`${showResult(result, name, colors)}\n`);
  return code;
}

/** `list` and `describe` are useful before there is a config. */
async function configIfAny({ folder, config }: CommandContext): Promise<LoadedConfig | undefined> {
  return config !== undefined || findConfig(folder) ? loadConfig(folder, config) : undefined;
}

export function isColored({ stdout, env }: CommandContext): boolean {
  return stdout.isTTY === true && !env.NO_COLOR && env.TERM !== "dumb";
}

export function writeJson({ stdout }: CommandContext, value: unknown): number {
  stdout.write(`${JSON.stringify(value, null, 2)}\n`);
  return exitCodes.success;
}
