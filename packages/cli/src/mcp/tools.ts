import type { AnyAction, ConnectorAction, RunResult } from "@hrflow-connectors/core";
import { readDeadLetters } from "@hrflow-connectors/core";
import { describeAction } from "@hrflow-connectors/core/connector";
import type { Workflow } from "../config";
import { replayWorkflow } from "../failures";
import type { LoadedConfig } from "../load-config";
import { listingStore } from "../state";
import { UsageError } from "../usage-error";
import { checkWorkflow, findWorkflow, type RunSettings, runWorkflow, type Surroundings } from "../workflows";
import { adviceOn, explain, replayBy, safeFindings } from "./explanations";
import { createMask, type Mask } from "./masking";
import { firstOf, maxShown, reportRun } from "./reports";

/** What one call of a tool uses. */
export interface ToolCall {
  loaded: LoadedConfig;
  surroundings: Surroundings;
  allowsWrites: boolean;
  showsPersonalData: boolean;
}

/** What a tool returns. A fatal run is an error that has content. */
export interface ToolResult {
  content: Record<string, unknown>;
  isError?: boolean;
}

export async function listWorkflows({ loaded, allowsWrites, showsPersonalData }: ToolCall): Promise<ToolResult> {
  const workflows = Object.entries(loaded.config.workflows).map(([name, workflow]) => {
    const { origin, target, description, name: action } = definitionOf(workflow);
    const refusal = whyNotRepeatable(loaded, workflow);
    return {
      ...{ name, action, description },
      reads: { from: origin.name, dataType: origin.dataType },
      writes: { to: target.name, dataType: target.dataType, updatesRecords: target.updates },
      archives: archives(workflow),
      incremental: workflow.actionParameters?.readMode === "incremental",
      takesProfileKey: workflow.action.id === "push_profile",
      ...(refusal ? { cannotRunHere: refusal } : {}),
    };
  });
  return { content: { workflows, allowsWrites, personalDataIsMasked: !showsPersonalData } };
}

export async function checkTool({ workflow: name }: { workflow: string }, call: ToolCall): Promise<ToolResult> {
  const { ok, findings } = await checkWorkflow(call.loaded, name, call.surroundings);
  const mask = maskFor(call, findWorkflow(call.loaded, name));
  const shown = findings.map(({ code, level, side, message, advice }) => {
    const isSafe = safeFindings.has(code);
    const hint = isSafe ? advice : adviceOn(code);
    // The message of a parameter begins with its path.
    const path = code === "invalid_parameters" ? message.split(": ")[0] : undefined;
    return {
      ...{ code, level, side, message: isSafe ? message : mask.text(message) },
      ...(path === undefined ? {} : { parameter: mask.path(path) }),
      ...(hint === undefined ? {} : { advice: hint }),
    };
  });
  return { content: { workflow: name, ok, findings: shown } };
}

export interface RunArguments {
  workflow: string;
  limit?: number;
  profileKey?: string;
}

export async function previewTool(given: RunArguments, call: ToolCall): Promise<ToolResult> {
  return runOnce("preview", given, { dryRun: true }, call);
}

export async function runTool(given: RunArguments, call: ToolCall): Promise<ToolResult> {
  const refusal = whyNotRepeatable(call.loaded, findWorkflow(call.loaded, given.workflow));
  if (refusal) throw new UsageError(refusal);
  return runOnce("run_workflow", given, {}, call);
}

async function runOnce(tool: string, { workflow, limit, profileKey }: RunArguments, more: RunSettings, call: ToolCall) {
  const { loaded, surroundings, allowsWrites } = call;
  const settings = { ...more, limit, profile: profileKey };
  const { result, lost } = await runWorkflow(loaded, workflow, settings, surroundings);
  const mask = maskFor(call, findWorkflow(loaded, workflow));
  const report = reportRun(result, lost ?? [], mask, { name: workflow, tool, allowsWrites });
  return { content: { workflow, ...report }, isError: result.status === "fatal" };
}

export async function explainFailures({ workflow: name }: { workflow: string }, call: ToolCall): Promise<ToolResult> {
  const mask = maskFor(call, findWorkflow(call.loaded, name));
  const counts: Record<string, number> = {};
  const failures: object[] = [];
  let total = 0;
  for await (const letter of readDeadLetters(listingStore(call.loaded), { workflowId: name })) {
    const { id, runId, stage, reference, error, permanent, attempts, firstFailedAt, lastFailedAt, item } = letter;
    const explained = explain(error);
    counts[explained.code] = (counts[explained.code] ?? 0) + 1;
    total += 1;
    if (failures.length >= maxShown) continue;
    failures.push({
      ...{ failure: id, runId, stage, reference: mask.reference(reference) },
      ...explained,
      ...(error.status === undefined ? {} : { status: error.status }),
      ...{ permanent, attempts, firstFailedAt, lastFailedAt },
      message: mask.text(error.message),
      fieldsInMessage: [...fieldNames(item)].filter((field) => mentions(error.message, field)).map(mask.path),
    });
  }
  const next = total === 0 ? "Nothing is left to replay." : `To try them again: ${replayBy(name, call.allowsWrites)}.`;
  return { content: { workflow: name, total, counts, failures, next } };
}

export interface ReplayArguments {
  workflow: string;
  runId?: string;
  skipPermanent?: boolean;
}

export async function replayTool(
  { workflow: name, runId, skipPermanent }: ReplayArguments,
  call: ToolCall,
): Promise<ToolResult> {
  const { loaded, surroundings, allowsWrites } = call;
  const mask = maskFor(call, findWorkflow(loaded, name));
  const refusal = whyNotRepeatable(loaded, findWorkflow(loaded, name));
  if (refusal) throw new UsageError(refusal);
  const results: RunResult[] = [];
  for await (const result of replayWorkflow(loaded, name, { run: runId, skipPermanent }, surroundings))
    results.push(result);
  const settings = { name, tool: "replay_failures", allowsWrites };
  const { shown, more } = firstOf(results, (result) => reportRun(result, [], mask, settings));
  const isError = results.length > 0 && results.every(({ status }) => status === "fatal");
  return { content: { workflow: name, runs: shown, moreRuns: more }, isError };
}

/** Whether a run of any workflow may change what exists, in place of adding to it. */
export function isDestructive({ config }: LoadedConfig): boolean {
  return Object.values(config.workflows).some(
    (workflow) => definitionOf(workflow).target.updates || archives(workflow),
  );
}

/** An agent may call a tool twice: that must create nothing twice. */
function whyNotRepeatable({ config }: LoadedConfig, workflow: Workflow<AnyAction>): string | undefined {
  if (definitionOf(workflow).target.updates) return undefined;
  if (!config.store)
    return "without a store, a second run would create the records again. Ask the person who runs this server to add `store` to hrflow.config.ts.";
  if (workflow.actionParameters?.onDuplicate !== "create") return undefined;
  return 'its actionParameters say onDuplicate "create", so a second run would create the records again. Ask the person who runs this server to remove that.';
}

function definitionOf({ action }: { action: ConnectorAction<AnyAction> }) {
  return { ...describeAction(action.id, action.action), name: `${action.connector.slug}.${action.id}` };
}

function archives(workflow: Workflow<AnyAction>): boolean {
  const { archiveParameter } = definitionOf(workflow).target;
  return archiveParameter !== null && Boolean((workflow.targetParameters as Record<string, unknown>)[archiveParameter]);
}

function maskFor({ showsPersonalData }: ToolCall, workflow: Workflow<AnyAction>): Mask {
  const { origin, target } = definitionOf(workflow);
  const isAboutJobs = origin.dataType === "job" && target.dataType === "job";
  return createMask({ shows: showsPersonalData, isAboutJobs });
}

function fieldNames(item: unknown, found = new Set<string>(), depth = 0): Set<string> {
  if (typeof item !== "object" || item === null || depth > 10) return found;
  for (const [name, value] of Object.entries(item)) {
    if (!Array.isArray(item)) found.add(name);
    fieldNames(value, found, depth + 1);
  }
  return found;
}

function mentions(message: string, field: string): boolean {
  return message.split(/[^\w-]+/).includes(field);
}
