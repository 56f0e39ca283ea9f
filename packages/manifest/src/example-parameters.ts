import type { JsonSchema, ParameterSchema } from "@hrflow-connectors/core/connector";

type Values = Record<string, unknown>;

export interface Examples {
  /** The smallest sets of optional parameters that an action accepts beside the required ones: its credentials, for instance. */
  choices: string[][];
  /** Accepted values: the required parameters, the first of the choices, and the switches with their defaults. */
  values: Values;
}

/** Choices of more parameters are too hard to understand. */
const mostOptional = 6;

/**
 * Finds what an action accepts by asking its own schema, since JSON Schema cannot say which parameters belong together: each message
 * about a set that is not enough names what is missing. Throws if nothing is accepted. `place` says whose the parameters are.
 */
export async function findExamples(
  parameters: ParameterSchema<unknown>,
  schema: JsonSchema,
  place: string,
): Promise<Examples> {
  const properties = (schema.properties ?? {}) as Record<string, JsonSchema>;
  const required = (schema.required ?? []) as string[];
  const valuesOf = (names: readonly string[]): Values =>
    Object.fromEntries(
      Object.keys(properties)
        .filter((name) => required.includes(name) || names.includes(name))
        .map((name) => [name, exampleOf(name, properties[name] ?? {})]),
    );
  const issuesOf = async (values: Values) => (await parameters["~standard"].validate(values)).issues ?? [];

  const choices: string[][] = [];
  const queue: string[][] = [[]];
  const seen = new Set<string>();
  const complaints: string[] = [];
  for (let names = queue.shift(); names; names = queue.shift()) {
    const chosen = names;
    if (choices.some((choice) => choice.every((name) => chosen.includes(name)))) continue;
    const issues = await issuesOf(valuesOf(chosen));
    if (issues.length === 0) choices.push(chosen);
    const texts = issues.map(({ path = [], message }) => {
      const [part] = path;
      return `${String(typeof part === "object" ? part.key : (part ?? ""))}: ${message}`;
    });
    complaints.push(...texts);
    const mentioned = texts.flatMap((text) => text.split(/\W+/));
    for (const name of new Set(mentioned)) {
      const next = [...chosen, name];
      const key = [...next].sort().join();
      const isNew = name in properties && !required.includes(name) && !chosen.includes(name) && !seen.has(key);
      if (!isNew || next.length > mostOptional) continue;
      seen.add(key);
      queue.push(next);
    }
  }
  const [first] = choices;
  if (!first) {
    const found = [...new Set(complaints)].slice(0, 5).join("; ");
    throw new Error(`${place}: no example is accepted: ${found}. Give the parameters .meta({ examples: [...] })`);
  }
  const order = Object.keys(properties);
  const sorted = choices.map((choice) => choice.sort((one, other) => order.indexOf(one) - order.indexOf(other)));
  const switches = order.filter((name) => typeof properties[name]?.default === "boolean");
  const whole = valuesOf([...first, ...switches]);
  return { choices: sorted, values: (await issuesOf(whole)).length === 0 ? whole : valuesOf(first) };
}

/** A value that shows what is meant; `examples` and `default` of the schema come first. */
function exampleOf(name: string, schema: JsonSchema): unknown {
  const { examples, enum: values, anyOf, oneOf, type, format } = schema as Record<string, never>;
  if (Array.isArray(examples)) return examples[0];
  if ("default" in schema) return schema.default;
  if ("const" in schema) return schema.const;
  if (Array.isArray(values)) return values[0];
  const [branch] = (anyOf ?? oneOf ?? []) as JsonSchema[];
  if (branch) return exampleOf(name, branch);
  if (type === "boolean") return true;
  if (type === "integer" || type === "number") return (schema.minimum as number | undefined) ?? 1;
  if (type === "array") return [exampleOf(name, (schema.items ?? {}) as JsonSchema)];
  if (format === "date-time") return "2026-01-31T00:00:00Z";
  if (format === "uri") return "https://example.com";
  return `your_${name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}`;
}

/** Describes the choices in a sentence. Undefined if only the required parameters are needed. */
export function describeChoices(choices: readonly string[][]): string | undefined {
  const options = choices
    .filter((choice) => choice.length > 0)
    .map((choice) => listOf(choice.map((name) => `\`${name}\``)));
  if (options.length === 0) return undefined;
  if (options.length === 1) return `${options[0]} must be given.`;
  return `Exactly one of these is needed: ${options.join("; or ")}.`;
}

function listOf(names: readonly string[]): string {
  return names.length > 1 ? `${names.slice(0, -1).join(", ")} and ${names.at(-1)}` : (names[0] ?? "");
}
