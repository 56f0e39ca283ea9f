import type { JsonSchema } from "@hrflow-connectors/core/connector";
import { UsageError } from "../usage-error";
import { type Choices, nameFault, type Offered } from "./choices";

interface Parameter {
  name: string;
  /** The environment variable that holds it. */
  variable: string;
  isRequired: boolean;
  description: string;
  /** What the config shows in place of a variable: for a number, a list and the like, which no variable can hold. */
  example: string | undefined;
}

export function renderConfig(choices: Choices): string {
  const { action, name, store } = choices;
  const fault = nameFault(name);
  if (fault) throw new UsageError(`--name ${JSON.stringify(name)}: ${fault}.`);
  const connector = identifierOf(action.slug);
  return [
    ...(store === "file" ? ['import { createFileStore } from "@hrflow-connectors/stores/file";'] : []),
    'import { defineConfig, env } from "hrflow-connectors";',
    `import ${connector} from ${JSON.stringify(action.packageName)};`,
    "",
    "export default defineConfig({",
    ...(store === "file" ? ['  store: createFileStore({ directory: ".hrflow" }),'] : []),
    "  workflows: {",
    `    ${JSON.stringify(name)}: {`,
    `      action: ${connector}.${action.definition.method},`,
    '      // schedule: "0 * * * *", // every hour, by `hrc watch`',
    ...sidesOf(action).flatMap(({ side, parameters }) => [
      `      ${side}Parameters: {`,
      ...parameters.map((parameter) => `        ${lineOf(parameter)}`),
      "      },",
    ]),
    "    },",
    "  },",
    "});",
    "",
  ].join("\n");
}

/** The variables of a config, without values. */
export function renderEnvironment({ action }: Choices): string {
  const lines = sidesOf(action).flatMap(({ warehouse, parameters }) => [
    `# ${warehouse}`,
    ...parameters
      .filter(({ example }) => example === undefined)
      .map(({ variable, isRequired }) => `${isRequired ? "" : "# "}${variable}=`),
  ]);
  return `${[...new Set(lines)].join("\n")}\n`;
}

function lineOf({ name, variable, isRequired, description, example }: Parameter): string {
  const code = `${name}: ${example ?? `env(${JSON.stringify(variable)})`},`;
  const comment = description ? ` // ${description}` : "";
  return isRequired ? `${code}${comment}` : `// ${code}${comment}`;
}

function sidesOf({ slug, definition }: Offered) {
  const isPush = definition.id.startsWith("push");
  return (["origin", "target"] as const).map((side) => {
    const { name, parameters } = definition[side];
    const isHrflow = (side === "origin") === isPush;
    return { side, warehouse: name, parameters: parametersOf(parameters, isHrflow ? "hrflow" : slug) };
  });
}

/** The required ones first. */
function parametersOf(schema: JsonSchema, prefix: string): Parameter[] {
  const { properties = {}, required = [] } = schema as {
    properties?: Record<string, { type?: string; format?: string; description?: string; default?: unknown }>;
    required?: string[];
  };
  const all = Object.entries(properties).map(([name, { type, format, description = "", default: value }]) => {
    const isRequired = required.includes(name) && value === undefined;
    const isText = type === "string" && value === undefined && format !== "date-time";
    // A number that may also be written as a text is read from a variable.
    const isVariable = isText || (type === undefined && value === undefined);
    const text = description.replace(/\s+/g, " ");
    return {
      ...{ name, variable: `${constantCase(prefix)}_${constantCase(name)}`, isRequired, description: text },
      example: isVariable ? undefined : exampleOf(type, format, value),
    };
  });
  return [...all.filter(({ isRequired }) => isRequired), ...all.filter(({ isRequired }) => !isRequired)];
}

function exampleOf(type: string | undefined, format: string | undefined, value: unknown): string {
  if (value !== undefined) return JSON.stringify(value);
  if (format === "date-time") return '"2026-01-31T00:00:00Z"';
  return { integer: "100", number: "1", boolean: "true", array: "[]" }[type ?? ""] ?? "{}";
}

function constantCase(name: string): string {
  return name
    .replace(/([a-z\d])([A-Z])/g, "$1_$2")
    .replace(/[^a-z\d]+/gi, "_")
    .toUpperCase();
}

function identifierOf(slug: string): string {
  const name = slug.replace(/[^a-z\d]+([a-z\d])/gi, (_, letter: string) => letter.toUpperCase());
  return /^\d/.test(name) ? `_${name}` : name;
}
