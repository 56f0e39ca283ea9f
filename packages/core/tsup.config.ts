import { defineConfig } from "tsup";
import { packagePreset } from "../../config/tsup-preset";

export default defineConfig(
  packagePreset({
    entry: {
      index: "src/index.ts",
      connector: "src/connector.ts",
      formats: "src/formats/index.ts",
      node: "src/node.ts",
      limits: "src/rate-limits/rate-window.ts",
      webhooks: "src/webhooks/webhooks.ts",
    },
  }),
);
