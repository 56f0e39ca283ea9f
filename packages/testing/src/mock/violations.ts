/** One thing wrong with a request or with what the mock answered. */
export interface Violation {
  /** Where, from `request` or `response` on: `["request", "body", "email"]`. */
  location: string[];
  message: string;
  code?: string | number;
}

const prismErrors = "https://stoplight.io/prism/errors#";

/**
 * The violations that Prism reports with an answer: in the `sl-violations` header, and in the problem that it answers by
 * itself when the document has no response for a case (no such path, no such example, no 4xx declared).
 */
export async function violationsOf(response: Response): Promise<Violation[]> {
  const header = response.headers.get("sl-violations");
  return [...(header ? parseHeader(header) : []), ...(await problemOf(response))];
}

function parseHeader(header: string): Violation[] {
  try {
    return (JSON.parse(header) as Reported[]).map(({ location = [], message, code }) =>
      violation(location, message, code),
    );
  } catch {
    // Prism cuts the list off at 8 KB, in the middle of the JSON.
    return [violation(["unknown"], header)];
  }
}

async function problemOf(response: Response): Promise<Violation[]> {
  if (!response.headers.get("content-type")?.startsWith("application/problem+json")) return [];
  const problem = (await response.clone().json()) as Record<"type" | "title" | "detail", string> & {
    validation?: Reported[];
  };
  if (!problem.type.startsWith(prismErrors)) return [];
  const code = problem.type.slice(prismErrors.length);
  const reported = problem.validation ?? [];
  if (reported.length === 0) return [violation(["request"], `${problem.title}: ${problem.detail}`, code)];
  return reported.map(({ location = [], message }) => violation(["request", ...location], message, code));
}

/** As Prism writes a violation. */
interface Reported {
  location?: string[];
  message: string;
  code?: string | number;
}

function violation(location: string[], message: string, code?: string | number): Violation {
  return { location, message, ...(code === undefined ? {} : { code }) };
}
