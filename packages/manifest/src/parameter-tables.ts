import type { JsonSchema } from "@hrflow-connectors/core/connector";

/** One parameter, as a table shows it. */
export interface Parameter {
  name: string;
  /** As in TypeScript: `string`, `"open" | "closed"`, `string[]`. */
  type: string;
  isRequired: boolean;
  isSecret: boolean;
  /** As code. Undefined for a parameter without a default. */
  default?: string | undefined;
  description: string;
}

/** The parameters of a JSON Schema, in its order. Throws if one has no description. `place` says whose they are. */
export function parametersOf(schema: JsonSchema, place: string): Parameter[] {
  const properties = Object.entries((schema.properties ?? {}) as Record<string, JsonSchema>);
  const required = (schema.required ?? []) as string[];
  const silent = properties.filter(([, { description }]) => typeof description !== "string" || description === "");
  if (silent.length > 0)
    throw new Error(
      `${place}: nothing describes ${silent.map(([name]) => name).join(", ")}: add .meta({ description })`,
    );
  return properties.map(([name, property]) => ({
    ...{ name, type: typeOf(property), description: property.description as string },
    ...{ isRequired: required.includes(name), isSecret: property.format === "password" },
    default: "default" in property ? JSON.stringify(property.default) : undefined,
  }));
}

/** A parameter without a JSON type is a function. */
function typeOf(schema: JsonSchema): string {
  const { const: constant, enum: values, type, items } = schema;
  if (constant !== undefined) return JSON.stringify(constant);
  if (Array.isArray(values)) return values.map((value) => JSON.stringify(value)).join(" | ");
  const branches = (schema.anyOf ?? schema.oneOf) as JsonSchema[] | undefined;
  if (branches) return [...new Set(branches.map(typeOf))].join(" | ");
  if (type === "array") {
    const item = typeOf((items ?? {}) as JsonSchema);
    return item.includes(" | ") ? `(${item})[]` : `${item}[]`;
  }
  if (type === "string" && schema.format === "date-time") return "string (ISO 8601)";
  return type === undefined ? "function" : [type].flat().join(" | ");
}

const requiredMark = ":red_circle:";

/** The table of an action page, in the form of the Python project's. */
export function pageTable(parameters: readonly Parameter[]): string {
  if (parameters.length === 0) return "None.";
  return table(
    ["Field", "Type", "Default", "Description"],
    parameters.map((one) => [
      `\`${one.name}\`${one.isRequired ? ` ${requiredMark}` : ""}`,
      `\`${one.type}\``,
      one.default === undefined ? "" : `\`${one.default}\``,
      one.isSecret ? `${one.description}. Secret` : one.description,
    ]),
  );
}

export const requiredLegend = `${requiredMark} : *required*`;

/** The table of a README, which npm shows too. */
export function readmeTable(parameters: readonly Parameter[], side: "origin" | "target"): string {
  return table(
    [`${side} parameter`, "type", "default", "description"],
    parameters.map((one) => [
      `\`${one.name}\``,
      one.isSecret ? `\`${one.type}\`, secret` : `\`${one.type}\``,
      one.isRequired ? "required" : one.default === undefined ? "" : `\`${one.default}\``,
      one.description,
    ]),
  );
}

/** A table whose cells may hold any text. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const text = (cell: string) => escapeTags(cell).replaceAll("|", "\\|").replace(/\s+/g, " ").trim();
  const line = (cells: readonly string[]) =>
    `|${cells.map((cell) => (cell === "" ? " " : ` ${text(cell)} `)).join("|")}|`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

/** Markdown reads `<name>` as an HTML tag and hides it, except within a code span. */
function escapeTags(text: string): string {
  return text.replace(/`[^`]*`|</g, (match) => (match === "<" ? "&lt;" : match));
}
