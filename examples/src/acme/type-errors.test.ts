import { fileURLToPath } from "node:url";
import ts from "typescript";
import { expect, it } from "vitest";

/** A mistake in a warehouse of the acme connector, and how the first line of the compiler's first message begins. */
const mistakes: [string, string, RegExp][] = [
  [
    "an endpoint that the document lacks",
    'read: { endpoints: ["GET /jobz"], read: ({ api }) => paginate((cursor) => api.GET("/jobs", { params: { query: { cursor } } }), ({ jobs, next_cursor }) => ({ rows: jobs, next: next_cursor })) }',
    /^Type '"GET \/jobz"' is not assignable to type 'EndpointDeclaration<paths>'\. Did you mean '"GET \/jobs"'\?/,
  ],
  [
    "a call that the document lacks",
    'read: { endpoints: ["GET /jobs"], read: ({ api }) => paginate(() => api.GET("/jobz"), () => ({ rows: [], next: null })) }',
    /^Argument of type '"\/jobz"' is not assignable to parameter of type 'PathsWith<paths, "get">'/,
  ],
  [
    "a read that returns a promise",
    "read: { endpoints: [], read: async () => [1] }",
    /^Property '\[Symbol\.asyncIterator\]' is missing in type 'Promise<number\[\]>'/,
  ],
  [
    "a receipt whose id is a number",
    "write: { endpoints: [], async write(item: { n: number }) { return { id: item.n }; } }",
    /^Type '.*Promise<\{ id: number; \}>' is not assignable to type '.*Promise<ReceiptDraft \| ReceiptDraft\[\]>'/,
  ],
  [
    "parameters without those of the connection",
    'write: { parameters: z.object({ board: z.string() }), endpoints: [], async write(item: { n: number }) { return { id: "1" }; } }',
    /^Type 'ZodObject<\{ board: ZodString; \}.*' is not assignable to type 'ParameterSchema<\{ board: string; \}, \{ apiKey: string; companyId: string; \}>'/,
  ],
  [
    "a step that keeps no object",
    'write: { endpoints: [], async write(item: { n: number }, { step }) { await step("a", { create: async () => ({ id: "1" }), keep: () => 5 }); return { id: "1" }; } }',
    /^Type 'number' is not assignable to type 'object'/,
  ],
  [
    "a misspelt field of a body",
    'write: { endpoints: [], async write(item: { n: number }, { api }) { return api.POST("/candidates", { body: { nam: "Ada" } }); } }',
    /'nam' does not exist in type 'AcmeCandidateCreate'\. Did you mean to write 'name'\?/,
  ],
];

const head = `import { defineAction, defineWarehouse, paginate } from "@hrflow-connectors/core/connector";
import { hrflowProfiles } from "@hrflow-connectors/hrflow-client/warehouses";
import * as z from "zod";
import { acmeCandidates } from "./acme-candidates";
import { acmeConnection } from "./acme-connection";
const used = [paginate, z, defineAction, hrflowProfiles, acmeCandidates];
`;

const sources = [
  ...mistakes.map(
    ([, part]) =>
      `${head}export const wrong = defineWarehouse({ name: "Wrong", dataType: "job", connection: acmeConnection, ${part} });`,
  ),
  `${head}export const wrong = defineAction({ description: "", origin: hrflowProfiles, target: acmeCandidates, format: (profile) => (profile.key ? { name: "Ada" } : null) });`,
];

/** The first line of the first error in each source. */
function firstErrors(): string[] {
  const folder = fileURLToPath(new URL(".", import.meta.url));
  const files = new Map(sources.map((source, index) => [`${folder}wrong-${index}.ts`, source]));
  const config = ts.getParsedCommandLineOfConfigFile(`${folder}../../tsconfig.json`, {}, {
    ...ts.sys,
    onUnRecoverableConfigFileDiagnostic: () => {},
  } as ts.ParseConfigFileHost);
  const options = config?.options ?? {};
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists, readFile } = host;
  host.fileExists = (name) => files.has(name) || fileExists(name);
  host.readFile = (name) => files.get(name) ?? readFile(name);
  host.getSourceFile = (name, version, ...rest) => {
    const source = files.get(name);
    return source === undefined ? getSourceFile(name, version, ...rest) : ts.createSourceFile(name, source, version);
  };
  const program = ts.createProgram([...files.keys()], options, host);
  return [...files.keys()].map((name) => {
    const [first] = program.getSemanticDiagnostics(program.getSourceFile(name));
    return first ? (ts.flattenDiagnosticMessageText(first.messageText, "\n").split("\n")[0] ?? "") : "no error";
  });
}

it("names the cause of a mistake in the first line of its type error", () => {
  const found = firstErrors();
  for (const [index, [mistake, , message]] of mistakes.entries()) expect(found[index], mistake).toMatch(message);
  expect(found.at(-1), "a format that may return null").toMatch(
    /\| null' is not assignable to type 'NoInfer<AcmeCandidateItem>/,
  );
});
