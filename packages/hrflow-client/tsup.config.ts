import { defineConfig } from "tsup";
import { packagePreset } from "../../config/tsup-preset";

export default defineConfig(
  packagePreset({
    entry: { index: "src/index.ts", warehouses: "src/warehouses/index.ts", schema: "src/schema.ts" },
    inline: ["zod"],
    documents: { "openapi.json": "../../specs/hrflow/openapi.yaml" },
  }),
);
