import { defineConfig } from "vitest/config";
import manifest from "./package.json" with { type: "json" };

export default defineConfig({
  define: { __PACKAGE_VERSION__: JSON.stringify(manifest.version) },
  test: { include: ["src/**/*.test.ts"] },
});
