import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { root } from "./manifests/published-packages";
import { schemasOf } from "./specs/schemas-of";

/** The records that HrFlow.ai returns, and those that it takes. */
const records = ["Profile", "Job", "ProfileWrite", "JobWrite"];

const specification = parse(readFileSync(join(root, "specs/hrflow/openapi.yaml"), "utf8"), { maxAliasCount: -1 });
const file = join(root, "packages/testing/src/generated/hrflow-schemas.ts");
const schemas = JSON.stringify(schemasOf(specification, records), null, 2);
const text = `// Written by scripts/generate-hrflow-schemas.ts from specs/hrflow: do not edit.\n
import type { OpenApiDocument } from "../document/openapi-document";\n
export const hrflowSchemas: OpenApiDocument = ${schemas};\n`;

if (process.argv.includes("--check")) {
  if (readFileSync(file, "utf8") !== text) {
    console.error(`${file} does not fit specs/hrflow: run "npm run generate".`);
    process.exitCode = 1;
  }
} else writeFileSync(file, text);
