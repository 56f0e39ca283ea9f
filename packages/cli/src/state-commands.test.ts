import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createProject, editConfig, type Project } from "./__fixtures__/project";

let project: Project;

beforeEach(async () => {
  project = await createProject();
});
afterEach(() => project.close());

describe("the state", { timeout: 90_000 }, () => {
  it("is counted by kind, and pruned by age alone", async () => {
    expect(await project.run(["state", "ls"])).toMatchObject({ code: 0, stdout: "nothing is stored\n" });
    await project.run(["run", "push-all"]);
    const counts = async () => JSON.parse((await project.run(["state", "ls", "--json"])).stdout);
    const before = await counts();
    expect(before).toMatchObject({ delivery: 3 });
    const young = await project.run(["state", "prune", "--older-than", "1d"]);
    expect(young).toMatchObject({ code: 0, stdout: "0 values were removed\n" });
    expect(await counts()).toEqual(before);
    expect(await project.run(["state", "prune", "--older-than", "0h"])).toMatchObject({ code: 0 });
    expect(await counts()).not.toHaveProperty("delivery");
  });

  it.each([
    ["an age without its unit", ["state", "prune", "--older-than", "30"], "such as 30d or 12h"],
    ["no age", ["state", "prune"], "required option '--older-than <age>' not specified"],
  ])("is not pruned for %s", async (_, args, message) => {
    expect(await project.run(args)).toMatchObject({ code: 2, stderr: expect.stringContaining(message) });
  });

  it("needs a store", async () => {
    await editConfig(project, "store: createFileStore", "// store: createFileStore");
    const { code, stderr } = await project.run(["state", "ls"]);
    expect([code, stderr]).toEqual([2, expect.stringContaining("Add `store` to the config")]);
  });
});
