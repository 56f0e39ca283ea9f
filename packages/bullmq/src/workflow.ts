import { ConfigurationError, type RunOptions, type RunResult } from "@hrflow-connectors/core";

/** Any action of any connector: `lever.pushProfile`. */
export interface AnyConnectorAction {
  // biome-ignore lint/suspicious/noExplicitAny: the supertype of all actions; the run checks what it is given.
  (input: any, options?: RunOptions): Promise<RunResult>;
  readonly id: string;
}

/** The parameters of a run, with credentials. The run checks them, and says which one is wrong. */
export interface WorkflowParameters {
  actionParameters?: object | undefined;
  originParameters?: object | undefined;
  targetParameters?: object | undefined;
}

/** What a worker knows by a name. */
export interface Workflow {
  /** By their methods' names: `{ pushProfile: lever.pushProfile }`. Jobs run the first one unless they name another. */
  actions: Record<string, AnyConnectorAction>;
  /**
   * The origin parameters that a job may set, such as `["profileKey"]`: ids of records. A job that sets any other is refused, so that
   * whoever can add a job cannot send a credential elsewhere. Default none.
   */
  record?: readonly string[] | undefined;
  /**
   * Returns the parameters for a connection's name, with its credentials; null if there is no such connection. A rejection fails the
   * attempt, and the job is tried again.
   */
  parameters(job: {
    workflow: string;
    connection: string | undefined;
    method: string;
  }): WorkflowParameters | null | Promise<WorkflowParameters | null>;
  /** Makes jobs of the records of a list: for the action named `list`, in place of its writes. */
  fanOut?: FanOut | undefined;
}

/** How a list becomes jobs, one per record. */
export interface FanOut {
  /** The method that reads the list: `"pushProfileList"`. */
  list: string;
  /** The method that each record's job runs: `"pushProfile"`. */
  method: string;
  /** The ids of a record, for the job's `originParameters`: `({ key }) => ({ profileKey: key })`. */
  // biome-ignore lint/suspicious/noExplicitAny: the list decides what its items are.
  record(item: any): Record<string, string>;
}

/** Throws `ConfigurationError` for a workflow that cannot work, naming the part. */
export function checkWorkflows(workflows: Record<string, Workflow>): void {
  const names = Object.keys(workflows ?? {});
  if (names.length === 0) throw new ConfigurationError("createActionWorker: workflows: expected at least one");
  for (const name of names) {
    const { actions, record = [], parameters, fanOut } = workflows[name] as Workflow;
    const fail = (part: string, expected: string): never => {
      throw new ConfigurationError(
        `createActionWorker: workflows[${JSON.stringify(name)}].${part}: expected ${expected}`,
      );
    };
    const methods = Object.keys(actions ?? {});
    if (methods.length === 0) fail("actions", "at least one action");
    for (const method of methods)
      if (typeof actions[method] !== "function") fail(`actions.${method}`, "an action of a connector");
    if (typeof parameters !== "function") fail("parameters", "a function");
    if (!Array.isArray(record) || !record.every((one) => typeof one === "string"))
      fail("record", "names of parameters");
    if (!fanOut) continue;
    for (const part of ["list", "method"] as const)
      if (!methods.includes(fanOut[part])) fail(`fanOut.${part}`, `one of ${methods.join(", ")}`);
    if (fanOut.list === fanOut.method) fail("fanOut.method", "another action than the list's");
    if (typeof fanOut.record !== "function") fail("fanOut.record", "a function");
  }
}
