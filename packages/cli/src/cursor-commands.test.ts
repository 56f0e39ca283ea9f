import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createProject, editConfig, type Project } from "./__fixtures__/project";

let project: Project;

beforeEach(async () => {
  project = await createProject();
});
afterEach(() => project.close());

const cursor = (...args: string[]) => project.run(["cursor", ...args]);

describe("the cursor of a workflow", { timeout: 90_000 }, () => {
  it("is shown, moved back and removed, after which nothing is created twice", async () => {
    expect(await cursor("show", "push-new")).toMatchObject({ code: 0, stdout: expect.stringContaining("none: ") });
    expect(await project.run(["run", "push-new"])).toMatchObject({ code: 0 });
    const { readFrom } = JSON.parse((await cursor("show", "push-new", "--json")).stdout);
    expect(new Date(readFrom).toISOString()).toBe(readFrom);
    const moved = "2020-01-31T00:00:00.000Z";
    const back = await cursor("set", "push-new", "2020-01-31", "--json");
    expect(JSON.parse(back.stdout)).toEqual({ workflow: "push-new", before: readFrom, readFrom: moved });
    expect(await cursor("set", "push-new", readFrom)).toMatchObject({
      code: 0,
      stdout: `${moved} -> ${readFrom}\n`,
      stderr: `warning: what changed between ${moved} and ${readFrom} is not read.\n`,
    });
    const reset = await cursor("reset", "push-new");
    expect(reset).toMatchObject({ code: 0, stdout: `${readFrom} -> none\n` });
    expect(reset.stderr).toContain("reads everything");
    expect(await project.run(["run", "push-new"])).toMatchObject({ code: 0 });
    expect(project.lever.state.opportunities).toHaveLength(3);
  });

  it.each([
    ["a workflow that is not there", ["show", "other"], "Choose one of: push-all"],
    ["another text than a time", ["set", "push-new", "yesterday"], "such as 2026-01-31T00:00:00Z"],
    ["a workflow that has not run", ["set", "push-new", "2026-01-31"], "run it once"],
  ])("is refused for %s", async (_, args, message) => {
    expect(await cursor(...args)).toMatchObject({ code: 2, stdout: "", stderr: expect.stringContaining(message) });
  });

  it("is removed with a warning if it cannot be read, which is not the same as none", async () => {
    await project.run(["run", "push-new"]);
    const state = join(project.folder, "state");
    const files = await readdir(state, { recursive: true });
    const file = files.find(
      (name) => name.includes("workflow") && name.includes("push-new") && name.includes("cursor"),
    );
    await writeFile(join(state, file ?? ""), "{");
    expect(await cursor("show", "push-new")).toMatchObject({ code: 1, stdout: "" });
    const { code, stdout, stderr } = await cursor("reset", "push-new");
    expect([code, stdout]).toEqual([0, "unreadable -> none\n"]);
    expect(stderr).toContain("warning: a cursor was removed that could not be read");
  });

  it("needs a store", async () => {
    await editConfig(project, "store: createFileStore", "// store: createFileStore");
    expect(await cursor("show", "push-new")).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("Add `store` to the config"),
    });
  });
});
