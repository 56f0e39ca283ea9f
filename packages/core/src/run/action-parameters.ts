import type { JsonSchema, ReadMode, RunResult } from "../contract/v1";
import { type Fault, isRecord, kindOf, type Parsed, unknownKeyMessage } from "./parameter-faults";

/** The parameters that every action takes, as JSON Schema; `format`, `logics` and `callback` hold functions. */
export const actionParametersSchema: JsonSchema = {
  type: "object",
  additionalProperties: false,
  properties: {
    format: { description: "A function that replaces the default mapping of an origin item to a target item." },
    logics: {
      type: "array",
      default: [],
      description: "Functions applied in order after `format`; a nullish answer discards the item.",
    },
    readMode: {
      enum: ["sync", "incremental"],
      default: "sync",
      description: "`incremental` reads from where the last run of the same workflow stopped.",
    },
    onDuplicate: {
      enum: ["skip", "create"],
      default: "skip",
      description:
        "What happens to an item that an earlier run delivered; `skip` answers its receipts and sends nothing.",
    },
    callback: { description: "A function called once, after the last write, with the result so far." },
  },
};

/** What is taken where an action parameter is left out. */
export const actionParametersDefaults = { logics: [], readMode: "sync", onDuplicate: "skip" } as const;

type AnyFunction = (value: unknown) => unknown;

export interface CompleteActionParameters {
  format: AnyFunction | undefined;
  logics: AnyFunction[];
  readMode: ReadMode;
  onDuplicate: "skip" | "create";
  callback: ((result: RunResult) => unknown) | undefined;
}

/** Checks what can be checked of action parameters without running them. */
export function parseActionParameters(value: unknown): Parsed<CompleteActionParameters> {
  const name = "actionParameters";
  const given = value ?? {};
  if (!isRecord(given)) return { faults: [{ path: name, message: `expected an object, found ${kindOf(value)}` }] };
  const { format, logics = [], readMode = "sync", onDuplicate = "skip", callback, ...others } = given;
  const faults: Fault[] = [];
  const expect = (holds: boolean, key: string, what: string, found: unknown) => {
    if (!holds) faults.push({ path: `${name}.${key}`, message: `expected ${what}, found ${kindOf(found)}` });
  };
  expect(format === undefined || typeof format === "function", "format", "a function", format);
  expect(callback === undefined || typeof callback === "function", "callback", "a function", callback);
  expect(readMode === "sync" || readMode === "incremental", "readMode", '"sync" or "incremental"', readMode);
  expect(onDuplicate === "skip" || onDuplicate === "create", "onDuplicate", '"skip" or "create"', onDuplicate);
  expect(Array.isArray(logics), "logics", "a list of functions", logics);
  if (Array.isArray(logics)) {
    for (const [index, logic] of logics.entries())
      expect(typeof logic === "function", `logics.${index}`, "a function", logic);
  }
  const known = Object.keys(actionParametersSchema.properties as object);
  for (const key of Object.keys(others))
    faults.push({ path: `${name}.${key}`, message: unknownKeyMessage(key, known) });
  const [first, ...rest] = faults;
  if (first) return { faults: [first, ...rest] };
  return { value: { format, logics, readMode, onDuplicate, callback } as CompleteActionParameters, faults: [] };
}
