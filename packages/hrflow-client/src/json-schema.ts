import * as z from "zod/mini";

type JsonSchema = Record<string, unknown>;

/** What this module reads of a schema's definition, which zod's own conversion reads as well. */
interface Definition {
  type: string;
  checks?: Check[];
  shape: Record<string, z.core.$ZodType>;
  catchall?: z.core.$ZodType;
  element: z.core.$ZodType;
  options: z.core.$ZodType[];
  inclusive?: boolean;
  innerType: z.core.$ZodType;
  in: z.core.$ZodType;
  out: z.core.$ZodType;
  entries: Record<string, string>;
  defaultValue: unknown;
}

interface Check {
  _zod: { def: CheckDefinition };
}

interface CheckDefinition {
  check: string;
  format: string;
  pattern?: RegExp;
  minimum: number;
  maximum: number;
  value: number;
  inclusive: boolean;
}

/**
 * The JSON Schema (draft 2020-12) of what a schema accepts as input. It equals that of zod's `toJSONSchema(schema, { io: "input" })`, for
 * the part of zod/mini that this package exports; zod's covers all of zod, and is four times as large.
 * Throws a `TypeError` for a schema of another type or with another check: then use zod's.
 */
export function toJSONSchema(schema: z.core.$ZodType): JsonSchema {
  const $schema = "https://json-schema.org/draft/2020-12/schema";
  // Plain JSON: without what is undefined, and without values that schemas share.
  return JSON.parse(JSON.stringify({ $schema, ...convert(schema) }));
}

function convert(schema: z.core.$ZodType): JsonSchema {
  const { id, ...meta } = z.globalRegistry.get(schema) ?? {};
  if (id !== undefined) throw new TypeError(`toJSONSchema of this package writes no references: ${id}`);
  const own: JsonSchema = { ...keywordsOf(schema), ...meta };
  if (isTransforming(schema)) {
    // They describe what comes out, not what is given.
    delete own.examples;
    delete own.default;
  }
  const inner = innerOf(schema);
  return inner ? { ...own, ...convert(inner), ...own } : own;
}

function keywordsOf(schema: z.core.$ZodType): JsonSchema {
  const definition = definitionOf(schema);
  switch (definition.type) {
    case "string":
      return stringKeywords(schema);
    case "number":
      return numberKeywords(schema);
    case "boolean":
      return { type: "boolean" };
    case "enum":
      return { type: "string", enum: Object.values(definition.entries) };
    case "array":
      return { ...limitsOf(schema, "Items"), type: "array", items: convert(definition.element) };
    case "object":
      return objectKeywords(schema);
    case "union":
      return unionKeywords(definition.options.map(convert));
    case "default":
      return { default: definition.defaultValue };
    case "optional":
    case "pipe":
      return {};
    default:
      throw new TypeError(`toJSONSchema of this package knows no schema of type ${definition.type}`);
  }
}

/** The schema whose input a wrapper takes. */
function innerOf(schema: z.core.$ZodType): z.core.$ZodType | undefined {
  const { type, innerType, in: input, out } = definitionOf(schema);
  if (type === "default" || type === "optional") return innerType;
  if (type !== "pipe") return undefined;
  return definitionOf(input).type === "transform" ? out : input;
}

function stringKeywords(schema: z.core.$ZodType): JsonSchema {
  const checks = checksOf(schema).filter(({ check }) => check === "string_format");
  const format = checks.at(-1)?.format;
  const sources = [...new Set(checks.flatMap(({ pattern }) => pattern ?? []))].map(({ source }) => source);
  return {
    type: "string",
    ...limitsOf(schema, "Length"),
    // A pattern has no name of its own.
    ...(format === undefined || format === "regex" ? {} : { format: format === "url" ? "uri" : format }),
    ...(sources.length > 1 ? { allOf: sources.map((pattern) => ({ pattern })) } : { pattern: sources[0] }),
  };
}

function numberKeywords(schema: z.core.$ZodType): JsonSchema {
  const checks = checksOf(schema);
  const isInteger = checks.some(({ check, format }) => check === "number_format" && format.includes("int"));
  const limits = (name: string, inclusive: boolean) =>
    checks.flatMap((one) => (one.check === name && one.inclusive === inclusive ? one.value : []));
  const safe = isInteger ? Number.MAX_SAFE_INTEGER : Number.POSITIVE_INFINITY;
  const minimum = Math.max(-safe, ...limits("greater_than", true));
  const maximum = Math.min(safe, ...limits("less_than", true));
  const above = Math.max(...limits("greater_than", false));
  const below = Math.min(...limits("less_than", false));
  return {
    type: isInteger ? "integer" : "number",
    ...(above >= minimum && Number.isFinite(above) ? { exclusiveMinimum: above } : ifFinite({ minimum })),
    ...(below <= maximum && Number.isFinite(below) ? { exclusiveMaximum: below } : ifFinite({ maximum })),
  };
}

function objectKeywords(schema: z.core.$ZodType): JsonSchema {
  const { shape, catchall } = definitionOf(schema);
  if (catchall) throw new TypeError("toJSONSchema of this package knows no object with other keys than its own");
  const fields = Object.entries(shape);
  const required = fields.filter(([, field]) => !mayBeLeftOut(field)).map(([name]) => name);
  return {
    type: "object",
    properties: Object.fromEntries(fields.map(([name, field]) => [name, convert(field)])),
    ...(required.length > 0 ? { required } : {}),
  };
}

/** Alternatives that say nothing but their type are one list of types. */
function unionKeywords(options: JsonSchema[]): JsonSchema {
  const isBare = options.every((option) =>
    Object.keys(option).every((key) => key === "type" || option[key] === undefined),
  );
  if (!isBare) return { anyOf: options };
  const types = [...new Set(options.flatMap(({ type }) => type))];
  return { type: types.length === 1 ? types[0] : types };
}

function limitsOf(schema: z.core.$ZodType, what: "Items" | "Length"): JsonSchema {
  const checks = checksOf(schema);
  const least = Math.max(...checks.flatMap(({ check, minimum }) => (check === "min_length" ? minimum : [])));
  const most = Math.min(...checks.flatMap(({ check, maximum }) => (check === "max_length" ? maximum : [])));
  return ifFinite({ [`min${what}`]: least, [`max${what}`]: most });
}

const ifFinite = (limits: Record<string, number>) =>
  Object.fromEntries(Object.entries(limits).filter(([, limit]) => Number.isFinite(limit)));

const known = ["string_format", "number_format", "min_length", "max_length", "greater_than", "less_than"];
/** They say nothing of the input that JSON Schema could express, or nothing at all. */
const silent = ["overwrite", "custom", "meta", "describe"];

/** The checks of a schema, itself first if it is one, such as that of a URL. */
function checksOf(schema: z.core.$ZodType): CheckDefinition[] {
  const own = schema._zod.def as unknown as CheckDefinition;
  const added = (definitionOf(schema).checks ?? []).map(({ _zod }) => _zod.def);
  const checks = own.check === undefined ? added : [own, ...added];
  const other = checks.find(({ check }) => ![...known, ...silent].includes(check));
  if (other) throw new TypeError(`toJSONSchema of this package knows no check ${other.check}`);
  return checks;
}

/** As declared: a transform gets to see what was left out, but does not make it optional. */
function mayBeLeftOut(schema: z.core.$ZodType): boolean {
  const { type, in: input, out } = definitionOf(schema);
  if (type === "pipe" && definitionOf(input).type === "transform") return mayBeLeftOut(out);
  return schema._zod.optin !== undefined;
}

function isTransforming(schema: z.core.$ZodType): boolean {
  const { type, shape, element, options, innerType, in: input, out } = definitionOf(schema);
  const parts = [...Object.values(shape ?? {}), ...(options ?? []), element, innerType, input, out];
  return type === "transform" || parts.some((part) => part !== undefined && isTransforming(part));
}

const definitionOf = (schema: z.core.$ZodType) => schema._zod.def as unknown as Definition;
