// Writes docs/reliability.md of what the last soak left.
import { writeFile } from "node:fs/promises";
import { reliabilityPage } from "./reliability-page";
import { readResults } from "./results";

if (process.env.SEED === undefined) {
  await writeFile(new URL("../../../docs/reliability.md", import.meta.url), reliabilityPage(await readResults()));
} else {
  console.log("docs/reliability.md is left as it is: it shows the soak with the seed that it has without SEED");
}
