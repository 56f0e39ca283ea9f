/** A format of an action, whose types a page cannot know. */
export type AnyFormat = (item: unknown) => unknown;

/** What the field holds at first: the connector's own format. */
export const initialCode = `// Returns the item to send. \`format\` is the connector's own.
(input) => {
  const item = format(input);
  return item;
}`;

/**
 * Compiles a JavaScript expression that evaluates to a function. It may call `format`. Throws an `Error` for people to read.
 *
 * @example
 * compileFormat("(input) => ({ ...format(input), tags: [] })", formatOpportunity)
 */
export function compileFormat(code: string, format: AnyFormat): AnyFormat {
  let compiled: unknown;
  try {
    compiled = new Function("format", `"use strict"; return (\n${code}\n);`)(format);
  } catch (error) {
    throw new Error(`The format is not valid JavaScript: ${messageOf(error)}`);
  }
  if (typeof compiled !== "function")
    throw new Error("The format must be a function, such as (input) => format(input)");
  return compiled as AnyFormat;
}

export const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));
