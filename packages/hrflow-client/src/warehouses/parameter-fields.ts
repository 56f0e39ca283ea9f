import type { JsonSchema, ParameterSchema } from "@hrflow-connectors/core/connector";

/** One parameter. */
export interface Field {
  /** Its JSON Schema. A field with a default is optional. */
  schema: JsonSchema;
  /** Returns the value to use, or what is wrong with the given one. */
  read(value: unknown): { value: unknown } | { message: string };
}

/** A Standard Schema of these fields. Written by hand: a schema library would be most of this package. */
export function parameterFields<Input, Output = Input>(fields: Record<string, Field>): ParameterSchema<Input, Output> {
  const named = Object.entries(fields);
  const jsonSchema = (): JsonSchema => ({
    type: "object",
    properties: Object.fromEntries(named.map(([name, { schema }]) => [name, schema])),
    required: named.filter(([, { schema }]) => !("default" in schema)).map(([name]) => name),
  });
  return {
    "~standard": {
      version: 1,
      vendor: "hrflow-connectors",
      validate(given) {
        if (typeof given !== "object" || given === null) return { issues: [{ message: "expected an object" }] };
        const read = named.map(([name, field]) => ({ name, ...field.read(given[name as keyof typeof given]) }));
        const issues = read.flatMap((one) => ("message" in one ? [{ path: [one.name], message: one.message }] : []));
        if (issues.length > 0) return { issues };
        return { value: Object.fromEntries(read.map((one) => [one.name, "value" in one && one.value])) as Output };
      },
      jsonSchema: { input: jsonSchema, output: jsonSchema },
    },
  };
}

const visibleAscii = /^[\x21-\x7e]+$/;

/** A value that is sent in an HTTP header, which takes no other characters. */
export function headerField(what: string, schema: JsonSchema): Field {
  return {
    schema: { type: "string", pattern: visibleAscii.source, ...schema },
    read(value) {
      if (typeof value !== "string") return { message: `expected ${what}` };
      if (!visibleAscii.test(value)) return { message: `expected ${what}, in printable ASCII without blanks` };
      return { value };
    },
  };
}

/** The key of a source, a board or a profile. It gives no access. */
export function keyField(what: string): Field {
  return {
    schema: { type: "string", minLength: 1, description: `Key of ${what}`, secret: false },
    read(value) {
      const key = typeof value === "string" ? value.trim() : "";
      return key ? { value: key } : { message: `expected the key of ${what}` };
    },
  };
}

/** True or false. Default false. */
export function flagField(description: string): Field {
  return {
    schema: { type: "boolean", default: false, description },
    read: (value = false) => (typeof value === "boolean" ? { value } : { message: "expected true or false" }),
  };
}
