import type { StandardSchemaV1 } from "@standard-schema/spec";
import type { JsonSchema, ParameterSchema } from "../contract/v1";
import { variantsOf } from "../secrets/secret-parameters";

/** What is wrong with one parameter. */
export interface Fault {
  /** `targetParameters.performAs` */
  path: string;
  message: string;
}

export type Parsed<Output> = { value: Output; faults: [] } | { faults: [Fault, ...Fault[]] };

/** Checks parameters against their schema. Keys that the schema does not name are refused, whether or not it is strict itself. */
export async function parseParameters<Output>(
  name: string,
  value: unknown,
  schema: ParameterSchema<unknown, Output>,
): Promise<Parsed<Output>> {
  if (!isRecord(value)) return { faults: [{ path: name, message: `expected an object, found ${kindOf(value)}` }] };
  const properties = propertiesOf(schema);
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

export function jsonSchemaOf(schema: ParameterSchema<unknown, unknown>): JsonSchema {
  const { $schema: _, ...rest } = schema["~standard"].jsonSchema.input({ target: "draft-2020-12" });
  return { ...rest, additionalProperties: false };
}

export function unknownKeyMessage(key: string, known: string[]): string {
  const meant = known.find((name) => plain(name) === plain(key));
  const choice = known.length > 0 ? `expected one of ${known.join(", ")}` : "expected none";
  const advice = meant ? `did you mean ${meant}?` : choice;
  return `unknown parameter; ${advice}`;
}

export function kindOf(value: unknown): string {
  if (value === undefined) return "nothing";
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A check that throws is a fault of the parameters: it met a value that it was not made for. */
async function validate<Output>(schema: ParameterSchema<unknown, Output>, value: Record<string, unknown>) {
  try {
    return await schema["~standard"].validate(value);
  } catch {
    return { issues: [{ message: "could not be checked" }] };
  }
}

function propertiesOf(schema: ParameterSchema<unknown, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    variantsOf(jsonSchemaOf(schema)).flatMap((variant) => Object.entries(variant.properties ?? {})),
  );
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

/** `perform_as` and `performAs` are the same word: users of the Python project write the first. */
function plain(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, "");
}
