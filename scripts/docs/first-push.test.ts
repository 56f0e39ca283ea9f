import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { fencesOf } from "../consumers/readme";
import { root } from "../manifests/published-packages";
import { execute } from "../processes/execute";

it("runs the example of the guide's first page: one record, and none by the second push", async () => {
  const [example] = await fencesOf(join(root, "docs", "guide", "first-push.md"));
  // Within the repository, so that the packages are found.
  const folder = mkdtempSync(join(root, "scripts", "test-results-"));
  try {
    const file = join(folder, "first-push.ts");
    writeFileSync(file, example?.code ?? "");
    const output = await execute(process.execPath, ["--import", "tsx", file], root);
    expect(output.match(/replayed: true/g)).toHaveLength(1);
    expect(output.match(/name: 'Ada Example'/g)).toHaveLength(1);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
