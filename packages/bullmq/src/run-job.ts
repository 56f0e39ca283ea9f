import { type RunEvent, type RunOptions, type RunResult, replay } from "@hrflow-connectors/core";
import { type Job, UnrecoverableError } from "bullmq";
import { type ActionJob, checkRequest, type JobSummary, type RunSummary } from "./action-job";
import type { AnyConnectorAction, Workflow, WorkflowParameters } from "./workflow";

/** How far a run is. Numbers alone. */
export interface JobProgress {
  read: number;
  written: number;
  failed: number;
  discarded: number;
  /** About how many there are, where the origin tells it. */
  total?: number;
}

/** A job with what the worker knows of it. */
export interface PreparedJob {
  data: ActionJob;
  workflow: Workflow;
  method: string;
  action: AnyConnectorAction;
  parameters: WorkflowParameters;
}

/** Finds what a job names. Rejects with `UnrecoverableError` for what no later attempt can mend. */
export async function prepareJob(data: ActionJob, workflows: Record<string, Workflow>): Promise<PreparedJob> {
  try {
    checkRequest(data);
  } catch (error) {
    throw new UnrecoverableError(error instanceof Error ? error.message : "the job is wrong");
  }
  // A newer worker may know it: workers are replaced one after the other.
  if (!Object.hasOwn(workflows, data.workflow)) throw new Error("this worker has no such workflow");
  const workflow = workflows[data.workflow] as Workflow;
  const { method = Object.keys(workflow.actions)[0] as string, connection } = data;
  if (!Object.hasOwn(workflow.actions, method)) throw new Error("this worker's workflow has no such action");
  const refused = Object.keys(data.originParameters ?? {}).filter((name) => !workflow.record?.includes(name));
  if (refused.length > 0)
    throw new UnrecoverableError("job: originParameters: a name is not in the workflow's list `record`");
  const parameters = await parametersOf(workflow, { workflow: data.workflow, connection, method });
  return { data, workflow, method, action: workflow.actions[method] as AnyConnectorAction, parameters };
}

async function parametersOf(workflow: Workflow, job: Parameters<Workflow["parameters"]>[0]) {
  let parameters: WorkflowParameters | null;
  try {
    parameters = await workflow.parameters(job);
  } catch (cause) {
    // The backend keeps the message: what the cause says may be secret. Listeners of "failed" get the cause.
    throw new Error("the parameters of the connection could not be read", { cause });
  }
  if (!parameters) throw new UnrecoverableError("the worker has no parameters for the connection");
  return parameters;
}

/** Runs the action, or a replay of it. */
export function runAction(job: PreparedJob, options: RunOptions, change: object = {}): Promise<RunResult> {
  const { data, action, parameters } = job;
  const { workflow, connection, originParameters, readMode, replayOf } = data;
  const workflowId = connection === undefined ? workflow : `${workflow}/${connection}`;
  const actionParameters = { ...parameters.actionParameters, ...(readMode ? { readMode } : {}), ...change };
  const input = {
    workflowId,
    actionParameters,
    originParameters: { ...parameters.originParameters, ...originParameters },
    targetParameters: parameters.targetParameters ?? {},
  };
  if (replayOf === undefined) return action(input, options);
  if (!options.store) throw new UnrecoverableError("a replay needs the store of the worker's `run` options");
  return replay(action as never, { ...input, runId: replayOf } as never, { ...options, store: options.store });
}

function summaryOf({ runId, status, reason, events }: RunResult): RunSummary {
  const happened = Object.entries(events).filter(([, count]) => count > 0);
  return { runId, status, reason, events: Object.fromEntries(happened) };
}

/**
 * What a run's result means for its job: done; an error that the queue tries again; or `UnrecoverableError`. Items that failed for good
 * beside others that did not leave the job done: they are in its summary and in the store.
 */
export function outcomeOf(result: RunResult): RunSummary {
  if (result.status === "success") return summaryOf(result);
  const isTransient = result.reason === "aborted" || result.failures.some(({ error }) => error.retryable);
  // Codes alone: a vendor's message may quote the person's data.
  const codes = new Set(result.failures.map(({ error: { code, status } }) => (status ? `${code} ${status}` : code)));
  const message = `run ${result.runId}: ${result.reason || result.status} (${[...codes].slice(0, 5).join(", ")})`;
  if (isTransient) throw new Error(message);
  if (result.status === "fatal") throw new UnrecoverableError(message);
  return summaryOf(result);
}

/** At most once in this time, in milliseconds. */
const progressEveryMs = 1_000;

/** Reports the progress of a run, for dashboards. */
export function progressOf(job: Job<ActionJob, JobSummary>): (event: RunEvent) => void {
  const progress: JobProgress = { read: 0, written: 0, failed: 0, discarded: 0 };
  const counted = {
    "item.read": "read",
    "item.written": "written",
    "item.failed": "failed",
    "item.discarded": "discarded",
  } as const;
  let reportedAt = performance.now();
  return (event) => {
    if (event.type === "read.total") progress.total = event.total;
    if (!(event.type in counted)) return;
    progress[counted[event.type as keyof typeof counted]] += 1;
    if (performance.now() - reportedAt < progressEveryMs) return;
    reportedAt = performance.now();
    // A progress that is not shown harms nobody.
    job.updateProgress({ ...progress }).catch(() => undefined);
  };
}
