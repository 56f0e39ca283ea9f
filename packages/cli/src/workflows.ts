import type { AnyAction, CheckResult, ConnectorAction, RunEvent, RunOptions, RunResult } from "@hrflow-connectors/core";
import { checkAction, type WritableWarehouse } from "@hrflow-connectors/core/connector";
import type { Workflow } from "./config";
import { limited } from "./limit";
import type { LoadedConfig } from "./load-config";
import { type LostFields, watchingFormat } from "./lost-fields";
import { resolveSecrets } from "./secrets";
import { UsageError } from "./usage-error";

/** What the caller of a workflow gives; nothing here reads the process. */
export interface Surroundings {
  env: Record<string, string | undefined>;
  signal?: AbortSignal;
  onEvent?: (event: RunEvent) => void;
}

export interface RunSettings {
  dryRun?: boolean | undefined;
  /** Reads this many items at most. */
  limit?: number | undefined;
  /** The key of the one profile to push, in place of that in the config. */
  profile?: string | undefined;
}

/** Throws `UsageError` with the names that there are. */
export function findWorkflow({ config }: LoadedConfig, name: string): Workflow<AnyAction> {
  const workflow = Object.hasOwn(config.workflows, name) ? config.workflows[name] : undefined;
  if (workflow) return workflow;
  const known = Object.keys(config.workflows).join(", ") || "none";
  throw new UsageError(`there is no workflow "${name}". Choose one of: ${known}.`);
}

/** How a run ended. */
export interface RunOutcome {
  result: RunResult;
  /** Of a dry run: what the format never looked at, per item, the first 1,000. */
  lost?: LostFields[];
}

/** Runs a workflow once. Throws `UsageError` for settings that it does not have; otherwise it resolves to a result. */
export async function runWorkflow(
  loaded: LoadedConfig,
  name: string,
  { dryRun = false, limit, profile }: RunSettings,
  surroundings: Surroundings,
): Promise<RunOutcome> {
  const workflow = findWorkflow(loaded, name);
  const { originParameters, targetParameters } = parametersOf(loaded, workflow, surroundings, profile);
  const isDry = dryRun || workflow.actionParameters?.dryRun === true;
  const lost: LostFields[] = [];
  const watched = isDry ? { dryRun: true, format: watchingFormat(workflow, lost) } : {};
  const actionParameters = { ...workflow.actionParameters, ...watched };
  const input = {
    workflowId: name,
    actionParameters,
    ...{ originParameters, targetParameters },
  };
  const options = optionsOf(loaded, surroundings);
  const outcome = (result: RunResult): RunOutcome => (isDry ? { result, lost } : { result });
  if (limit === undefined) return outcome(await workflow.action(input, options));
  refuseArchiving(workflow.action, targetParameters);
  // A part of the records must not move the cursor past the others.
  const whole = { ...input, actionParameters: { ...actionParameters, readMode: "sync" as const } };
  return outcome(await limited(workflow.action, limit)(whole, options));
}

/** Checks a workflow by reads alone. */
export async function checkWorkflow(
  loaded: LoadedConfig,
  name: string,
  surroundings: Surroundings,
): Promise<CheckResult> {
  const workflow = findWorkflow(loaded, name);
  const parameters = parametersOf(loaded, workflow, surroundings);
  return checkAction(workflow.action, parameters, optionsOf(loaded, surroundings));
}

/** The parameters of a workflow, with its secrets. */
export function parametersOf(
  { folder }: LoadedConfig,
  { action, originParameters: origin, targetParameters: target }: Workflow<AnyAction>,
  { env }: Surroundings,
  profile?: string,
) {
  const given = { originParameters: withProfile(action, origin, profile), targetParameters: target };
  return resolveSecrets(given, { env, folder });
}

function withProfile({ id }: ConnectorAction<AnyAction>, origin: object, profile: string | undefined): object {
  if (profile === undefined) return origin;
  if (id !== "push_profile")
    throw new UsageError(`--profile is for push_profile; the workflow runs ${id}. Leave it out.`);
  return { ...origin, profileKey: profile };
}

/** What surrounds a run of a workflow. */
export function optionsOf({ config }: LoadedConfig, { signal, onEvent }: Surroundings): RunOptions {
  const own = config.options?.onEvent;
  return {
    ...config.options,
    ...{ store: config.store, signal },
    onEvent(event) {
      onEvent?.(event);
      own?.(event);
    },
  };
}

/** What a limited read leaves out still exists at the origin. */
function refuseArchiving({ action }: ConnectorAction<AnyAction>, targetParameters: object): void {
  const { archiveParameter } = (action.target as WritableWarehouse<unknown, unknown, unknown>).write;
  if (archiveParameter === undefined || !(targetParameters as Record<string, unknown>)[archiveParameter]) return;
  throw new UsageError(
    `--limit reads a part of the records, and ${archiveParameter} archives those that were not read. Leave one of them out.`,
  );
}
