import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createProject, type Project, program } from "./__fixtures__/project";

/** Stands in for readline and for the package bash-completion, with `hrc run push-o` typed. */
const readline = fileURLToPath(new URL("__fixtures__/readline.bash", import.meta.url));
let project: Project;

beforeAll(async () => {
  project = await createProject();
});
afterAll(() => project.close());

const candidatesFor = async (...typed: string[]) => {
  const { code, stdout } = await project.run(["complete", "--", ...typed]);
  expect(code).toBe(0);
  return stdout.split("\n").flatMap((line) => (line === "" || line.startsWith(":") ? [] : [line.split("\t")[0]]));
};

describe("completion", { timeout: 60_000 }, () => {
  it.each([
    ["commands", ["re"], ["replay"]],
    ["commands of a command", ["cursor", ""], ["show", "set", "reset", "help"]],
    ["options", ["run", "--dry"], ["--dry-run"]],
    ["workflows", ["run", "push-"], ["push-all", "push-new", "push-one"]],
    ["actions", ["describe", "lever.push"], ["lever.push_profile", "lever.push_profile_list"]],
  ])("proposes %s", async (_, typed, expected) => {
    expect(await candidatesFor(...typed)).toEqual(expected);
  });

  it.each(["bash", "zsh", "fish"])("writes a script for %s that calls the program", async (shell) => {
    const { code, stdout } = await project.run(["completion", shell]);
    expect(code).toBe(0);
    expect(stdout).toContain("hrc complete -- ");
  });

  it("completes in bash", async () => {
    const script = (await project.run(["completion", "bash"])).stdout;
    await writeFile(join(project.folder, "completion.bash"), script);
    const asked = `hrc() { "${process.execPath}" "${program}" "$@"; }; source completion.bash; source "${readline}"`;
    const { stdout } = await promisify(execFile)("bash", ["-c", asked], { cwd: project.folder });
    expect(stdout.trim()).toBe("push-one");
  });

  it("refuses another shell, and names those that it knows", async () => {
    const { code, stderr } = await project.run(["completion", "tcsh"]);
    expect([code, stderr]).toEqual([2, expect.stringContaining("bash")]);
  });
});
