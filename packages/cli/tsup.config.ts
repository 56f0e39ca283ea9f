import { defineConfig } from "tsup";
import { packagePreset } from "../../config/tsup-preset";

export default defineConfig(packagePreset({ entry: { index: "src/index.ts", hrc: "src/hrc.ts" } }));
