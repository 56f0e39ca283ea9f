import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createProject, type Project, program } from "./__fixtures__/project";

let project: Project;

beforeAll(async () => {
  project = await createProject();
});
afterAll(() => project.close());

const wordsFor = async (...words: string[]) => {
  const { code, stdout } = await project.run(["complete", "--", ...words]);
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
  ])("proposes %s", async (_, words, expected) => {
    expect(await wordsFor(...words)).toEqual(expected);
  });

  it.each(["bash", "zsh", "fish"])("writes a script for %s that calls the program", async (shell) => {
    const { code, stdout } = await project.run(["completion", shell]);
    expect(code).toBe(0);
    expect(stdout).toContain("hrc complete -- ");
  });

  it("completes in bash", async () => {
    const script = (await project.run(["completion", "bash"])).stdout;
    await writeFile(join(project.folder, "completion.bash"), script);
    // What readline sets, and the one function of the package bash-completion that the script calls.
    const asked = `hrc() { "${process.execPath}" "${program}" "$@"; }
      _get_comp_words_by_ref() { words=("\${COMP_WORDS[@]}"); cword=$COMP_CWORD; cur=\${words[cword]}; prev=\${words[cword-1]}; }
      source completion.bash; COMP_WORDS=(hrc run push-o); COMP_CWORD=2; __hrc_complete; echo "\${COMPREPLY[@]}"`;
    const { stdout } = await promisify(execFile)("bash", ["-c", asked], { cwd: project.folder });
    expect(stdout.trim()).toBe("push-one");
  });

  it("refuses another shell, and names those that it knows", async () => {
    const { code, stderr } = await project.run(["completion", "tcsh"]);
    expect([code, stderr]).toEqual([2, expect.stringContaining("bash")]);
  });
});
