import { defineConfig } from "tsup";
import manifest from "./package.json" with { type: "json" };

export default defineConfig({
  entry: { index: "src/index.ts", fake: "src/__fixtures__/__slug__-fake.ts" },
  format: "esm",
  target: "es2022",
  platform: "neutral",
  clean: true,
  dts: true,
  sourcemap: true,
  define: { __PACKAGE_VERSION__: JSON.stringify(manifest.version) },
});
