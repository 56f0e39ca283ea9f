import type { ActionInput, AnyAction, ConnectorAction, RunOptions, Store } from "@hrflow-connectors/core";
import type { Schedule } from "./schedule";

const marker = Symbol.for("hrflow-connectors.secret");

/** A value that is read when a workflow runs, and is written in no file of the project. */
export interface Secret {
  readonly [marker]: "env" | "file";
  /** The variable's name, or the file's path relative to the config. */
  readonly name: string;
}

/** The value of an environment variable. A run is refused if it is not set, or empty. */
export function env(name: string): Secret {
  return { [marker]: "env", name };
}

/** The text of a file without its last line break. The path is relative to the folder of the config. */
export function file(path: string): Secret {
  return { [marker]: "file", name: path };
}

/** Where a secret comes from; undefined for any other value. */
export function secretSource(value: unknown): "env" | "file" | undefined {
  return typeof value === "object" && value !== null ? (value as Partial<Secret>)[marker] : undefined;
}

/** The same parameters, with `env("NAME")` or `file("path")` in place of any text. */
export type WithSecrets<T> = T extends (...given: never[]) => unknown
  ? T
  : T extends string
    ? T | Secret
    : T extends object
      ? { [Name in keyof T]: WithSecrets<T[Name]> }
      : T;

/** What a workflow runs. Its name in the config is its `workflowId`. */
export interface Workflow<A extends AnyAction> {
  /** An action of an installed connector, such as `lever.pushProfile`. */
  action: ConnectorAction<A>;
  originParameters: WithSecrets<ActionInput<A>["originParameters"]>;
  targetParameters: WithSecrets<ActionInput<A>["targetParameters"]>;
  actionParameters?: ActionInput<A>["actionParameters"];
  /** When `hrc watch` runs it, such as `"0 * * * *"`: every hour. Default: never. */
  schedule?: Schedule;
}

/** What surrounds every run. The command line sets the rest. */
export type SharedOptions = Omit<RunOptions, "store" | "signal">;

export interface Config<Actions extends Record<string, AnyAction> = Record<string, AnyAction>> {
  /** Keeps cursors, deliveries, tokens and failed items between runs. Default: none. */
  store?: Store | undefined;
  /** By name. */
  workflows: { [Name in keyof Actions]: Workflow<Actions[Name]> };
  options?: SharedOptions | undefined;
}

/** Types the default export of `hrflow.config.ts`. */
export function defineConfig<Actions extends Record<string, AnyAction>>(config: Config<Actions>): Config<Actions> {
  return config;
}
