import { defineConfig } from "tsup";
import { packagePreset } from "../../config/tsup-preset";

export default defineConfig({
  ...packagePreset({ entry: { "create-hrflow-connector": "src/create-hrflow-connector.ts" } }),
  dts: false,
  sourcemap: false,
});
