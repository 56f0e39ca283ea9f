import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createProject, editConfig, type Project } from "./__fixtures__/project";

let project: Project;

beforeEach(async () => {
  project = await createProject();
});
afterEach(() => project.close());

const schedule = (value: string) => editConfig(project, '"push-new": {', `"push-new": { schedule: ${value},`);

describe("hrc watch", { timeout: 90_000 }, () => {
  it("runs a workflow on its schedule, creates nothing twice, and ends at Ctrl-C", async () => {
    await schedule('"* * * * * *"');
    const { child, output, ended } = project.start(["watch"]);
    await expect
      .poll(() => output.stdout.match(/push-new: success/g)?.length ?? 0, { timeout: 30_000 })
      .toBeGreaterThan(1);
    child.kill("SIGINT");
    const { code, stdout, stderr } = await ended;
    expect(code).toBe(130);
    expect(stdout).toMatch(/^\d{4}-[^ ]+Z push-new: success: 3 read, 3 written$/m);
    expect(stderr).toMatch(/push-new: next run at \d{4}-/);
    expect(project.lever.state.opportunities).toHaveLength(3);
  });

  it.each([
    ["no workflow with a schedule", "undefined", "no workflow has a schedule"],
    ["a schedule that cannot be read", '"hourly"', "workflows.push-new.schedule: "],
  ])("ends with 2 for %s", async (_, value, message) => {
    await schedule(value);
    expect(await project.run(["watch"])).toMatchObject({ code: 2, stderr: expect.stringContaining(message) });
  });

  it("ends with 2 for a secret that is missing, before the first run is due", async () => {
    await schedule('"0 0 1 1 *"');
    const { code, stderr } = await project.run(["watch"], { env: { HRFLOW_SECRET: "" } });
    expect([code, stderr]).toEqual([2, expect.stringContaining("HRFLOW_SECRET")]);
  });
});
