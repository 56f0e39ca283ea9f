import type { createServer } from "@stoplight/prism-http-server";
import type { OpenApiDocument } from "../document/openapi-document";
import type { Violation } from "../document/request-violations";

/** The versions that this package is tested with. Later ones require Node 24. */
const libraries = [
  "@stoplight/prism-core@5.8.0",
  "@stoplight/prism-http@5.12.0",
  "@stoplight/prism-http-server@5.12.2",
];

/** Creates a Prism server that checks security, requests and responses. */
export async function createPrism(document: OpenApiDocument) {
  const { createServer, getHttpOperationsFromSpec, createLogger } = await loadPrism();
  const operations = await getHttpOperationsFromSpec(document);
  const server = createServer(operations, {
    cors: false,
    config: {
      isProxy: false,
      checkSecurity: true,
      validateRequest: true,
      validateResponse: true,
      errors: false,
      upstreamProxy: undefined,
      mock: { dynamic: false },
    },
    components: { logger: createLogger("mock", { level: "silent" }) },
  });
  keepViolationsAscii(server);
  return server;
}

/** Imports Prism on first use: it is an optional 90 MB peer, and loading it takes two seconds. */
async function loadPrism() {
  try {
    const [{ createServer }, { getHttpOperationsFromSpec }, { createLogger }] = await Promise.all([
      import("@stoplight/prism-http-server"),
      import("@stoplight/prism-http"),
      import("@stoplight/prism-core"),
    ]);
    return { createServer, getHttpOperationsFromSpec, createLogger };
  } catch (error) {
    const isMissing = error instanceof Error && "code" in error && error.code === "ERR_MODULE_NOT_FOUND";
    if (!isMissing) throw error;
    throw new Error(`startMock needs Prism. Install it: npm install --save-dev ${libraries.join(" ")}`, {
      cause: error,
    });
  }
}

/**
 * Escapes non-ASCII text in reported violations, as in `\u540d`. Prism writes violations into a header without escaping
 * them. Node rejects such a header with an unhandled rejection, and the request never gets a response.
 */
function keepViolationsAscii({ prism }: ReturnType<typeof createServer>): void {
  const request = prism.request;
  prism.request = (...input) => {
    const task = request(...input);
    return async () => {
      const result = await task();
      if (result._tag === "Right") {
        for (const violation of [...result.right.validations.input, ...result.right.validations.output]) {
          violation.message = escapeText(violation.message);
          if (violation.path) violation.path = violation.path.map((token) => escapeText(String(token)));
        }
      }
      return result;
    };
  };
}

function escapeText(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

const prismErrors = "https://stoplight.io/prism/errors#";

/**
 * Returns the violations that Prism reports with a response: those in the `sl-violations` header, and the problem document
 * that Prism sends if the document has no matching response (no such path, no such example, no 4xx declared).
 */
export async function prismViolations(response: Response): Promise<Violation[]> {
  const header = response.headers.get("sl-violations");
  return [...(header ? headerViolations(header) : []), ...(await problemViolations(response))];
}

function headerViolations(header: string): Violation[] {
  try {
    return (JSON.parse(header) as ReportedViolation[]).map(({ location = [], message, code }) =>
      violation(location, message, code),
    );
  } catch {
    // Prism truncates the header at 8 KB, in the middle of the JSON.
    return [violation(["unknown"], header)];
  }
}

async function problemViolations(response: Response): Promise<Violation[]> {
  if (!response.headers.get("content-type")?.startsWith("application/problem+json")) return [];
  const problem = (await response.clone().json()) as Record<"type" | "title" | "detail", string> & {
    validation?: ReportedViolation[];
  };
  if (!problem.type.startsWith(prismErrors)) return [];
  const code = problem.type.slice(prismErrors.length);
  const reported = problem.validation ?? [];
  if (reported.length === 0) return [violation(["request"], `${problem.title}: ${problem.detail}`, code)];
  return reported.map(({ location = [], message }) => violation(["request", ...location], message, code));
}

/** The JSON that Prism writes for a violation. */
interface ReportedViolation {
  location?: string[];
  message: string;
  code?: string | number;
}

function violation(location: string[], message: string, code?: string | number): Violation {
  return { location, message, ...(code === undefined ? {} : { code }) };
}
