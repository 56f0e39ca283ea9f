import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createProject, editConfig, type Project } from "./__fixtures__/project";

let project: Project;

beforeEach(async () => {
  project = await createProject();
});
afterEach(() => project.close());

/** Lets the first create be refused for good. */
async function runWithFailure(): Promise<void> {
  let count = 0;
  project.onCreate(async (_, pass) =>
    count++ === 0 ? Response.json({ message: "the name is not accepted" }, { status: 422 }) : pass(),
  );
  expect(await project.run(["run", "push-all"])).toMatchObject({ code: 3 });
  project.onCreate(undefined);
}

describe("failed items", { timeout: 90_000 }, () => {
  it("are listed with what to do next, and without the items", async () => {
    expect(await project.run(["failures", "push-all"])).toMatchObject({
      code: 0,
      stdout: "push-all: no failed items\n",
    });
    await runWithFailure();
    const { code, stdout } = await project.run(["failures", "push-all"]);
    expect(stdout).toMatch(/^run \S+\n {2}write profile-\d \(refused for good, 1 attempt, last \S+Z\): .*not accepted/);
    expect(stdout).toContain("Next: `hrc replay push-all` tries them again.");
    expect(code).toBe(0);
    const json = await project.run(["failures", "push-all", "--json"]);
    expect(JSON.parse(json.stdout)).toMatchObject([{ stage: "write", permanent: true, attempts: 1 }]);
    expect(json.stdout).not.toContain("@example.com");
  });

  it("are tried again by a replay, which a dry run only shows, and then are gone", async () => {
    await runWithFailure();
    const dry = await project.run(["replay", "push-all", "--dry-run"]);
    expect(dry).toMatchObject({ code: 0, stdout: expect.stringContaining("Dry run: 1 to create") });
    const skipped = await project.run(["replay", "push-all", "--skip-permanent"]);
    expect(skipped).toMatchObject({ code: 0, stdout: "success: 0 read, 0 written\n" });
    expect(project.lever.state.opportunities).toHaveLength(2);
    const other = await project.run(["replay", "push-all", "--run", "another"]);
    expect(other).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("`hrc failures push-all` lists the runs."),
    });
    expect(await project.run(["replay", "push-all"])).toMatchObject({
      code: 0,
      stdout: "success: 1 read, 1 written\n",
    });
    expect(project.lever.state.opportunities).toHaveLength(3);
    expect(await project.run(["replay", "push-all"])).toMatchObject({ code: 0, stdout: "push-all: no failed items\n" });
  });

  it("need a store", async () => {
    await editConfig(project, "store: createFileStore", "// store: createFileStore");
    const { code, stderr } = await project.run(["replay", "push-all"]);
    expect([code, stderr]).toEqual([2, expect.stringContaining("Add `store` to the config")]);
  });
});
