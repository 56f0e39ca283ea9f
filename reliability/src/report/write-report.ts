// Writes docs/reliability.md and its drawings from the results of the last soak.
import { mkdir, writeFile } from "node:fs/promises";
import { variantName } from "../environment/variant";
import { faultMatrix } from "./fault-matrix";
import { drawingOf, drawnPushes, reliabilityPage } from "./reliability-page";
import { readResults } from "./results";

if (process.env.SEED === undefined) {
  const docs = new URL("../../../docs/", import.meta.url);
  const results = await readResults();
  await writeFile(new URL("reliability.md", docs), reliabilityPage(results));
  await mkdir(new URL("drawings/", docs), { recursive: true });
  for (const result of results) {
    const name = result.kind === "matrix" ? variantName(result) : "";
    if (result.kind === "matrix" && drawnPushes.includes(name))
      await writeFile(new URL(drawingOf(name), docs), faultMatrix(name, result.cells));
  }
} else {
  console.log("docs/reliability.md is unchanged: it shows the soak with the default seed");
}
