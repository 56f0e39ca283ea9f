import type { createServer } from "@stoplight/prism-http-server";

type Validations = { path?: (string | number)[]; message: string }[];

/**
 * Lets Prism report violations that quote other than ASCII text. It writes them into a header as they are, which Node
 * refuses with an unhandled rejection, and the request is never answered. Here they become escapes such as `\u540d`.
 */
export function keepViolationsAscii({ prism }: ReturnType<typeof createServer>): void {
  const request = prism.request;
  prism.request = (...input) => {
    const task = request(...input);
    return async () => {
      const result = await task();
      if (result._tag === "Right") {
        escapeAll(result.right.validations.input);
        escapeAll(result.right.validations.output);
      }
      return result;
    };
  };
}

function escapeAll(validations: Validations): void {
  for (const validation of validations) {
    validation.message = escapeText(validation.message);
    if (validation.path) validation.path = validation.path.map((token) => escapeText(String(token)));
  }
}

function escapeText(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
