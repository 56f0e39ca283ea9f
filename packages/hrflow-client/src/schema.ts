import * as z from "zod/mini";

/*
 * The part of zod/mini that the parameters of our connectors need. It is compiled in here alone: a connector that compiled it in again
 * would bring it twice, and zod as a dependency is ten times as large and takes most of an import's time.
 */
export {
  _default,
  array,
  boolean,
  enum,
  int,
  lt,
  maximum,
  meta,
  minLength,
  number,
  object,
  optional,
  pipe,
  positive,
  regex,
  string,
  superRefine,
  transform,
  trim,
  union,
  url,
} from "zod/mini";
export { toJSONSchema } from "./json-schema";

/** How a text parameter is checked, and anything else that its JSON Schema says of it. */
export interface TextRules {
  /** Completes the message `expected ...`. Default: the description. */
  expected?: string;
  /** What the text must match, as it is given. Default: any text that is not blank, and the blanks around it do not count. */
  pattern?: RegExp;
  /** `"password"` marks a secret; `secret` does. */
  format?: string;
  /** False if the name looks like a secret's, but everybody may know the value. */
  secret?: false;
  examples?: readonly string[];
}

/**
 * A text parameter.
 *
 * @example
 * z.text("Part of the account's address before .acme.example", { pattern: /^[a-z0-9-]+$/, examples: ["brightwater"] })
 */
export function text(description: string, { expected, pattern, ...meta }: TextRules = {}): z.ZodMiniString<string> {
  const message = `expected ${expected ?? withinSentence(description)}`;
  const base = z.string(message);
  const checked = pattern ? base.check(z.regex(pattern, message)) : base.check(z.trim(), z.minLength(1, message));
  return checked.check(z.meta({ description, ...meta }));
}

/**
 * A text parameter that gives access. Core redacts its value wherever it would appear.
 *
 * @example
 * z.secret("API key, from Settings > Integrations")
 */
export function secret(description: string, rules: TextRules = {}): z.ZodMiniString<string> {
  return text(description, { format: "password", ...rules });
}

/**
 * A parameter that is true or false.
 *
 * @example
 * z._default(z.flag("Whether drafts are read"), false)
 */
export function flag(description: string): z.ZodMiniBoolean<boolean> {
  return z.boolean("expected true or false").check(z.meta({ description }));
}

/**
 * A parameter with one of several values.
 *
 * @example
 * z.optional(z.choice(["open", "closed"], "Only jobs in this state"))
 */
export function choice<const Value extends string>(
  values: readonly Value[],
  description: string,
): z.ZodMiniEnum<{ [Name in Value]: Name }> {
  return z.enum(values, oneOf(values)).check(z.meta({ description }));
}

/**
 * A parameter with a list of such values, at least one.
 *
 * @example
 * z._default(z.choices(["open", "draft", "closed"], "States of the jobs"), ["open"])
 */
export function choices<const Value extends string>(
  values: readonly Value[],
  description: string,
  expected = "a list of values",
): z.ZodMiniArray<z.ZodMiniEnum<{ [Name in Value]: Name }>> {
  return z
    .array(z.enum(values, oneOf(values)), `expected ${expected}`)
    .check(z.minLength(1, "expected at least one value"), z.meta({ description }));
}

const oneOf = (values: readonly string[]) => `expected one of ${values.join(", ")}`;

/** With its first letter in lower case, unless an abbreviation such as API begins it. */
function withinSentence(description: string): string {
  return description.replace(/^\p{Lu}(?!\p{Lu})/u, (first) => first.toLowerCase());
}
