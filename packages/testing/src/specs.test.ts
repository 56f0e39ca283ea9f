import { execFile } from "node:child_process";
import { readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { loadDocument } from "./document/load-document";
import { schemaValidator } from "./document/schema-validator";
import { specificationFaults } from "./document/specification-faults";
import { arbitraryOf } from "./fuzz/arbitrary-of";

const specs = fileURLToPath(new URL("../../../specs", import.meta.url));
const names = readdirSync(specs, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));
const pathOf = (name: string) => join(specs, name, "openapi.yaml");
/** The faults of all documents, each with its path: a process for each document takes three times as long. */
const linted = lint(names.map(pathOf));

describe.each(names)("the document of %s", async (name) => {
  const document = await loadDocument(pathOf(name));

  it("passes the linter", { timeout: 120_000 }, async () => {
    expect(await linted).toBe("");
  });

  it("has what mocks and tests need, and valid examples", () => {
    expect(specificationFaults(document)).toEqual([]);
  });

  it("has schemas from which values can be generated", { timeout: 120_000 }, () => {
    const { validate } = schemaValidator(document);
    // A value of each schema at once: an arbitrary compiles the document, which takes longer than to generate values.
    const names = Object.keys(document.components?.schemas ?? {});
    const properties = Object.fromEntries(names.map((name) => [name, { $ref: `#/components/schemas/${name}` }]));
    const ofEach = arbitraryOf<Record<string, unknown>>({ type: "object", properties, required: names }, document);
    const samples = fc.sample(ofEach, { numRuns: 10, seed: 1 });
    for (const sample of samples) {
      for (const schema of names) {
        const faults = schema in sample ? validate(schema, sample[schema]) : ["no value"];
        expect({ schema, faults }).toEqual({ schema, faults: [] });
      }
    }
  });
});

/** Returns the output of Redocly's linter, empty if all documents pass. */
async function lint(paths: string[]): Promise<string> {
  const packagePath = createRequire(import.meta.url).resolve("@redocly/cli/package.json");
  const command = join(dirname(packagePath), "bin", "cli.js");
  const settings = ["--config", join(specs, "redocly.yaml"), "--format", "stylish"];
  const env = { ...process.env, REDOCLY_TELEMETRY: "off", REDOCLY_SUPPRESS_UPDATE_NOTICE: "true" };
  try {
    await promisify(execFile)(process.execPath, [command, "lint", ...paths, ...settings], { env });
    return "";
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    return stdout || stderr || String(error);
  }
}
