import { createHash } from "node:crypto";
import { ConfigurationError } from "@hrflow-connectors/core";
import type { BackendFactory, ConnectionOptions, PostgresConnectionOptions } from "bullmq";

/** Where the jobs are kept. The queue and its workers have the same. */
export interface ConnectionRequest {
  /** As BullMQ takes it: a client or options of `ioredis`; with `backend: createPostgresBackend`, a pool or options of `pg`. */
  connection: ConnectionOptions | PostgresConnectionOptions;
  /** BullMQ's `createPostgresBackend`. Default: Redis. */
  // biome-ignore lint/suspicious/noExplicitAny: each backend has connection options of its own.
  backend?: BackendFactory<any, any> | undefined;
  /** The name of the queue. Default `"hrflow"`. */
  name?: string | undefined;
  /** How the names of Redis's keys begin. Default: BullMQ's, `"bull"`. */
  prefix?: string | undefined;
}

/** What a job asks for. It names things; what they mean, the worker knows. Nothing in it is secret. */
export interface ActionRequest {
  /** A workflow of the worker. */
  workflow: string;
  /** Which customer's account: the worker finds the credentials by this name. Default: none, for workflows with one account. */
  connection?: string | undefined;
  /** Which action of the workflow, by its method's name. Default: its first one. */
  method?: string | undefined;
  /** Which record, by ids alone: the origin parameters that the workflow's `record` allows. Default: none. */
  originParameters?: Record<string, string | string[]> | undefined;
  /** Default: that of the worker's parameters. */
  readMode?: "sync" | "incremental" | undefined;
}

/** The data of a job, as the backend stores them. */
export interface ActionJob extends ActionRequest {
  /** Tries the failed items of this run again. */
  replayOf?: string;
  /** The trace that the job was added in. */
  trace?: object;
  /** Of a list whose records have become jobs: what its read ended with. */
  listed?: RunSummary;
}

/** How a run ended, in numbers. The store has the details. */
export interface RunSummary {
  runId: string;
  status: string;
  reason: string;
  /** Those that happened. */
  events: Record<string, number>;
}

/** How a list ended whose records were jobs of their own. */
export interface ListSummary extends RunSummary {
  /** Jobs of records: done, and failed for good. */
  records: { done: number; failed: number };
}

export type JobSummary = RunSummary | ListSummary;

/** The same for two jobs that ask for the same, in whatever order their ids are written. Holds no id in plain text. */
export function deduplicationId({
  workflow,
  connection,
  method,
  originParameters,
  readMode,
  replayOf,
}: ActionJob): string {
  const sorted = Object.entries(originParameters ?? {}).sort(([one], [other]) => (one < other ? -1 : 1));
  const identity = JSON.stringify([workflow, connection, method, sorted, readMode, replayOf]);
  return createHash("sha256").update(identity).digest("hex").slice(0, 40);
}

const known = ["workflow", "connection", "method", "originParameters", "readMode", "replayOf", "trace", "listed"];

/** Checks what comes from a caller, or from a backend that others write to as well. Messages name the field and quote no value. */
export function checkRequest(request: ActionJob): void {
  const fail = (field: string, expected: string): never => {
    throw new ConfigurationError(`job: ${field}: expected ${expected}`);
  };
  if (typeof request !== "object" || request === null) fail("data", "an object");
  for (const field of Object.keys(request)) if (!known.includes(field)) fail(field, "nothing: there is no such field");
  const { workflow, connection, method, originParameters, readMode, replayOf } = request;
  if (!isText(workflow)) fail("workflow", "the name of a workflow");
  for (const [field, value] of Object.entries({ connection, method, replayOf }))
    if (value !== undefined && !isText(value)) fail(field, "a text");
  if (readMode !== undefined && readMode !== "sync" && readMode !== "incremental")
    fail("readMode", '"sync" or "incremental"');
  if (originParameters === undefined) return;
  if (typeof originParameters !== "object" || originParameters === null || Array.isArray(originParameters))
    fail("originParameters", "ids by the names of parameters");
  for (const [name, value] of Object.entries(originParameters)) {
    const isList = Array.isArray(value) && value.length > 0 && value.every(isText);
    if (!isText(value) && !isList) fail(`originParameters.${name}`, "an id, or a list of ids");
  }
}

const isText = (value: unknown): value is string => typeof value === "string" && value.trim() !== "";

/** A copy without the fields that are undefined. */
export function withoutUndefined<T extends object>(value: T): { [Key in keyof T]: Exclude<T[Key], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as never;
}
