// Writes docs/reliability.md from the results of the last soak.
import { writeFile } from "node:fs/promises";
import { reliabilityPage } from "./reliability-page";
import { readResults } from "./results";

if (process.env.SEED === undefined) {
  await writeFile(new URL("../../../docs/reliability.md", import.meta.url), reliabilityPage(await readResults()));
} else {
  console.log("docs/reliability.md is unchanged: it shows the soak with the default seed");
}
