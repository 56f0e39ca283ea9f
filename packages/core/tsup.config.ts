import { defineConfig } from "tsup";
import { packagePreset } from "../../config/tsup-preset";

export default defineConfig(
  packagePreset({
    entry: { index: "src/index.ts", formats: "src/formats/index.ts", "file-store": "src/store/file-store.ts" },
    inline: ["htmlparser2"],
  }),
);
