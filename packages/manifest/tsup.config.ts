import { defineConfig } from "tsup";
import { packagePreset } from "../../config/tsup-preset";

export default defineConfig(
  packagePreset({
    entry: { index: "src/describe-connectors.ts", "describe-connectors": "src/describe-connectors-program.ts" },
  }),
);
