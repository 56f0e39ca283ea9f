import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createProject, editConfig, hasTerminal, onTerminal, type Project, type Started } from "./__fixtures__/project";

const csi = "\u001b[";
let project: Project;

beforeEach(async () => {
  project = await createProject();
});
afterEach(() => project.close());

const refuse = async () =>
  Response.json({ code: "ValidationError", message: "the name is not accepted" }, { status: 422 });

async function outputOf({ output, ended }: Started, text: string): Promise<void> {
  let hasEnded = false;
  void ended.then(() => {
    hasEnded = true;
  });
  while (!`${output.stdout}${output.stderr}`.includes(text)) {
    if (hasEnded) throw new Error(`the program ended without "${text}": ${JSON.stringify(output)}`);
    await setTimeout(20);
  }
}

describe("hrc", { timeout: 90_000 }, () => {
  it("lists workflows and the actions of installed connectors, without any secret", async () => {
    const { code, stdout } = await project.run(["list", "--json"], { env: { HRFLOW_SECRET: undefined } });
    expect(code).toBe(0);
    const { workflows, actions } = JSON.parse(stdout);
    expect(workflows[0]).toEqual({ name: "push-all", action: "lever.push_profile_list" });
    expect(actions.map(({ name }: { name: string }) => name)).toContain("lever.pull_job_list");
  });

  it("describes an action by either of its names", async () => {
    const { stdout } = await project.run(["describe", "lever.pushProfile"]);
    expect(stdout).toContain("targetParameters (Lever opportunities)\n");
    expect(stdout).toMatch(/\n {2}apiSecret \(required, secret: use env\("NAME"\)/);
    const { code, stderr } = await project.run(["describe", "lever.pushPeople"]);
    expect([code, stderr]).toEqual([2, expect.stringContaining("Choose one of: lever.pull_job,")]);
  });

  it("shows in a dry run what would be created and what would be lost, and writes nothing", async () => {
    const { code, stdout } = await project.run(["run", "push-all", "--dry-run", "--limit", "2"]);
    expect(code).toBe(0);
    expect(stdout).toContain('create profile-1\n  + name: "Profile 1"\n  + emails.0: "profile-1@example.com"\n');
    expect(stdout).toContain("\n  ! lost: source.environment\n");
    expect(stdout).toContain("Dry run: 2 to create, 0 to update, 0 to skip, 0 to archive. Nothing was written.\n");
    expect(stdout).toContain("  source.environment (2 items)\n");
    expect(project.lever.state.opportunities).toEqual([]);
  });

  it("writes the result to stdout and plain lines of progress to stderr, and creates nothing twice", async () => {
    const first = await project.run(["run", "push-all"]);
    expect(first).toMatchObject({ code: 0, stdout: "success: 3 read, 3 written\n" });
    expect(first.stderr).toMatch(/^3 of 3, [\d.]+\/s\n$/);
    const again = await project.run(["run", "push-all", "--json"]);
    expect(JSON.parse(again.stdout)).toMatchObject({ status: "success", receipts: Array(3).fill({ replayed: true }) });
    expect(project.lever.state.opportunities).toHaveLength(3);
  });

  it("pushes the profile that --profile names, and writes each event as a line", async () => {
    const profile = "profile-2".padStart(40, "0");
    const { code, stdout } = await project.run(["run", "push-one", "--profile", profile, "--events"]);
    expect(code).toBe(0);
    const events = stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(events[0]).toMatchObject({ type: "run.started", workflowId: "push-one" });
    expect(events.at(-1)).toMatchObject({ type: "run.finished", result: { receipts: [{ reference: "profile-2" }] } });
    expect(await project.run(["run", "push-all", "--profile", profile])).toMatchObject({ code: 2 });
  });

  it("ends with 3 if a part failed, with 1 if all did, and says what to do next", async () => {
    let count = 0;
    project.onCreate((_, pass) => (count++ === 0 ? refuse() : pass()));
    const partial = await project.run(["run", "push-all"]);
    expect(partial).toMatchObject({
      code: 3,
      stdout: expect.stringContaining("success_with_failures: 3 read, 2 written"),
    });
    expect(partial.stdout).toMatch(
      /\n {2}write profile-\d: .*the name is not accepted.*\nNext: `hrc failures push-all`/,
    );
    project.onCreate(refuse);
    const { code } = await project.run(["run", "push-one", "--profile", "profile-9".padStart(40, "0")]);
    expect(code).toBe(0);
    await editConfig(project, "state", "other-state");
    expect(await project.run(["run", "push-all"])).toMatchObject({ code: 1 });
  });

  it("ends with 4 if a credential is refused, and shows none", async () => {
    const env = { HRFLOW_SECRET: "wrong-secret" };
    for (const args of [
      ["run", "push-all"],
      ["check", "push-all"],
      ["run", "push-all", "--events"],
    ]) {
      const { code, stdout, stderr } = await project.run(args, { env });
      expect([args, code]).toEqual([args, 4]);
      expect(stdout + stderr).not.toMatch(/(wrong-secret|right-key)/);
    }
  });

  it.each([
    ["an unknown workflow", ["run", "nothing"], "Choose one of: push-all, push-new, push-one, wrong."],
    ["an unknown option", ["run", "push-all", "--secret", "x"], "unknown option '--secret'"],
    ["a limit of nothing", ["run", "push-all", "--limit", "0"], "Expected a whole number above 0."],
    ["two forms of output", ["run", "push-all", "--json", "--events"], "cannot be used with option"],
    ["no config", ["run", "push-all", "--config", "nothing.ts"], "there is no file nothing.ts"],
    ["a wrong parameter", ["run", "wrong"], "parameters: targetParameters.clientDomain: expected"],
    ["a wrong parameter in a check", ["check", "wrong"], "error target: targetParameters.clientDomain: expected"],
  ])("ends with 2 for %s, before any request", async (_, args, message) => {
    const { code, stdout, stderr } = await project.run(args);
    expect(stdout + stderr).toContain(message);
    expect(code).toBe(2);
    expect(project.lever.state.opportunities).toEqual([]);
  });

  it("names all secrets that are missing at once", async () => {
    await editConfig(project, "lever-key.txt", "absent.txt");
    const { code, stderr } = await project.run(["run", "push-all"], { env: { HRFLOW_SECRET: "" } });
    expect(stderr).toBe(
      "error: the environment variable HRFLOW_SECRET is empty; the file absent.txt cannot be read. Set what is missing, then run the command again.\n",
    );
    expect(code).toBe(2);
  });

  it("reads .env of the current folder, over which the environment counts", async () => {
    await writeFile(join(project.folder, ".env"), "HRFLOW_SECRET=right-secret\n");
    expect(await project.run(["run", "push-one"], { env: { HRFLOW_SECRET: undefined } })).toMatchObject({ code: 0 });
    expect(await project.run(["run", "push-one"], { env: { HRFLOW_SECRET: "wrong" } })).toMatchObject({ code: 4 });
  });

  it("stops at Ctrl-C, ends with 130, and delivers each item once when it is run again", async () => {
    let count = 0;
    const reached = new Promise<void>((resolve) => {
      project.onCreate(async (_, pass) => {
        const response = await pass();
        if (++count !== 2) return response;
        resolve();
        return new Promise(() => undefined);
      });
    });
    const started = project.start(["run", "push-all"]);
    await reached;
    started.child.kill("SIGINT");
    const { code, stdout, stderr } = await started.ended;
    expect(stderr).toContain("Stopping after what is under way. Ctrl-C again ends at once.");
    expect(stdout).toContain("Next: `hrc run push-all` goes on.");
    expect(code).toBe(130);
    project.onCreate(undefined);
    expect(await project.run(["run", "push-all"])).toMatchObject({ code: 0 });
    expect(project.lever.state.opportunities).toHaveLength(3);
  });

  it("ends at once at the second Ctrl-C, even where nothing else would end it", async () => {
    await editConfig(
      project,
      "export default",
      "console.error('waiting');\nawait new Promise(() => setInterval(() => {}, 1_000));\nexport default",
    );
    const started = project.start(["run", "push-all"]);
    await outputOf(started, "waiting");
    started.child.kill("SIGINT");
    await outputOf(started, "Stopping");
    started.child.kill("SIGINT");
    expect(await started.ended).toMatchObject({ code: 130, stdout: "" });
  });
});

describe.skipIf(!hasTerminal)("hrc on a terminal", { timeout: 90_000 }, () => {
  it("draws one line of progress over itself, removes it, and colors the result", async () => {
    project.onCreate(async (_, pass) => {
      // The line is drawn anew every 100 ms at most.
      await setTimeout(150);
      return pass();
    });
    const { code, stdout } = await project.run(["run", "push-all"], { through: onTerminal });
    expect(code).toBe(0);
    expect(stdout.replaceAll(csi, "ESC[")).toMatch(/\rESC\[2K\d of 3, .*\/s/);
    expect(stdout.lastIndexOf(`\r${csi}2K`)).toBeGreaterThan(stdout.lastIndexOf(" of 3"));
    expect(stdout).toContain(`${csi}32msuccess${csi}39m: 3 read, 3 written`);
  });

  it("has no colors with NO_COLOR", async () => {
    const { stdout } = await project.run(["run", "push-all", "--dry-run"], {
      through: onTerminal,
      env: { NO_COLOR: "1" },
    });
    expect(stdout).toContain("create profile-1");
    expect(stdout.replaceAll(`\r${csi}2K`, "")).not.toContain(csi);
  });
});
