import type { StandardSchemaV1 } from "@standard-schema/spec";
import type { JsonSchema, ParameterSchema } from "../contract/connection";
import type { FailureError, Reason, RunResult } from "../contract/result";
import type { AnyAction, ReadMode } from "../contract/run";
import { jsonSchemaOf, propertiesOf, secretsIn } from "../define/parameter-schema";
import { isRecord, kindOf } from "../state/plain-data";

/** What is wrong with one parameter. */
export interface Fault {
  /** `targetParameters.performAs` */
  path: string;
  message: string;
}

export type Parsed<Output> = { value: Output; faults: [] } | { faults: [Fault, ...Fault[]] };

/** The parameters that every action takes, as JSON Schema; `format`, `logics` and `callback` hold functions. */
export const actionParametersSchema: JsonSchema = {
  type: "object",
  additionalProperties: false,
  properties: {
    format: { description: "A function that replaces the default mapping of an origin item to a target item." },
    logics: {
      type: "array",
      default: [],
      description: "Functions applied in order after `format`; a nullish result discards the item.",
    },
    readMode: {
      enum: ["sync", "incremental"],
      default: "sync",
      description: "`incremental` reads from the cursor of the last run of the same workflow.",
    },
    onDuplicate: {
      enum: ["skip", "create"],
      default: "skip",
      description:
        "What happens to an item that an earlier run delivered; `skip` returns its receipts and sends nothing.",
    },
    dryRun: {
      type: "boolean",
      default: false,
      description: "Whether the run only tells what it would do, in the result's `plan`.",
    },
    callback: { description: "A function called once, after the last write, with the result so far." },
  },
};

/** The values used for action parameters that are left out. */
export const actionParametersDefaults = { logics: [], readMode: "sync", onDuplicate: "skip", dryRun: false } as const;

type AnyFunction = (value: unknown) => unknown;

export interface CheckedActionParameters {
  format: AnyFunction | undefined;
  logics: AnyFunction[];
  readMode: ReadMode;
  onDuplicate: "skip" | "create";
  dryRun: boolean;
  callback: ((result: RunResult) => unknown) | undefined;
}

/** Checks what can be checked of action parameters without calling them. */
export function parseActionParameters(value: unknown): Parsed<CheckedActionParameters> {
  const name = "actionParameters";
  const given = value ?? {};
  if (!isRecord(given)) return { faults: [{ path: name, message: `expected an object, found ${kindOf(value)}` }] };
  const { format, logics = [], readMode = "sync", onDuplicate = "skip", dryRun = false, callback, ...others } = given;
  const faults: Fault[] = [];
  const expect = (holds: boolean, key: string, what: string, found: unknown) => {
    if (!holds) faults.push({ path: `${name}.${key}`, message: `expected ${what}, found ${kindOf(found)}` });
  };
  expect(format === undefined || typeof format === "function", "format", "a function", format);
  expect(callback === undefined || typeof callback === "function", "callback", "a function", callback);
  expect(readMode === "sync" || readMode === "incremental", "readMode", '"sync" or "incremental"', readMode);
  expect(onDuplicate === "skip" || onDuplicate === "create", "onDuplicate", '"skip" or "create"', onDuplicate);
  expect(typeof dryRun === "boolean", "dryRun", "true or false", dryRun);
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
  const checked = { format, logics, readMode, onDuplicate, dryRun, callback } as CheckedActionParameters;
  return { value: checked, faults: [] };
}

/** Checks parameters against their schema. Unknown keys are refused, whether or not the schema is strict itself. */
export async function parseParameters<Output>(
  name: string,
  value: unknown,
  schema: ParameterSchema<unknown, Output>,
): Promise<Parsed<Output>> {
  if (!isRecord(value)) return { faults: [{ path: name, message: `expected an object, found ${kindOf(value)}` }] };
  const properties = propertiesOf(jsonSchemaOf(schema));
  const unknownKeys = Object.keys(value).filter((key) => !Object.hasOwn(properties, key));
  const known = Object.fromEntries(Object.entries(value).filter(([key]) => Object.hasOwn(properties, key)));
  const result = await validate(schema, known);
  const faults = [
    ...(result.issues ?? []).map((issue) => ({ path: pathOf(name, issue), message: messageOf(issue, known) })),
    ...unknownKeys.map((key) => ({ path: `${name}.${key}`, message: unknownKeyMessage(key, Object.keys(properties)) })),
  ];
  const [first, ...others] = faults;
  if (first) return { faults: [first, ...others] };
  return { value: (result as StandardSchemaV1.SuccessResult<Output>).value, faults: [] };
}

function unknownKeyMessage(key: string, known: string[]): string {
  const meant = known.find((name) => plain(name) === plain(key));
  const choice = known.length > 0 ? `expected one of ${known.join(", ")}` : "expected none";
  const advice = meant ? `did you mean ${meant}?` : choice;
  return `unknown parameter; ${advice}`;
}

/** Faults for keys of the input that nothing reads. */
export function unknownInputs(input: object, known: string[]): Fault[] {
  const unknown = Object.keys(input).filter((key) => !known.includes(key));
  return unknown.map((path) => ({ path, message: unknownKeyMessage(path, known) }));
}

/** A check that throws is a fault of the parameters: it met a value that it does not expect. */
async function validate<Output>(schema: ParameterSchema<unknown, Output>, value: Record<string, unknown>) {
  try {
    return await schema["~standard"].validate(value);
  } catch {
    return { issues: [{ message: "could not be checked" }] };
  }
}

function pathOf(name: string, issue: StandardSchemaV1.Issue): string {
  const keys = (issue.path ?? []).map((part) => String(typeof part === "object" ? part.key : part));
  return [name, ...keys].join(".");
}

function messageOf(issue: StandardSchemaV1.Issue, value: Record<string, unknown>): string {
  const [part] = issue.path ?? [];
  const key = typeof part === "object" ? part.key : part;
  return key !== undefined && value[String(key)] === undefined ? `missing: ${issue.message}` : issue.message;
}

/** `perform_as` and `performAs` are the same: users of the Python project write the former. */
function plain(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, "");
}

/** Why a run is refused before any request of it. */
export interface Refusal {
  reason: Reason;
  faults: Fault[];
  /** What kept the run from being prepared, if it was not its parameters. */
  error?: FailureError;
}

/** Every value of a secret parameter, whether or not the parameters are valid. */
export function secretsOf(action: AnyAction, input: unknown): string[] {
  try {
    if (!isRecord(input)) return [];
    return [
      ...secretsIn(input.originParameters, jsonSchemaOf(action.origin.read.parameters)),
      ...secretsIn(input.targetParameters, jsonSchemaOf(action.target.write.parameters)),
    ];
  } catch {
    // What cannot be read cannot be repeated either.
    return [];
  }
}
