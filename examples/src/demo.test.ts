import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseDemoOptions } from "./demo-options";

const demo = fileURLToPath(new URL("demo.ts", import.meta.url));
const interruptedDemo = fileURLToPath(new URL("__fixtures__/interrupted-demo.ts", import.meta.url));
const example = fileURLToPath(new URL("../profile.json", import.meta.url));

let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "demo-"));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

/** Runs the demo as `npm run demo -- ...words` does from the temporary folder. */
const run = (...words: string[]) => execute(demo, ...words);

function execute(program: string, ...words: string[]): Promise<{ code: number; output: string }> {
  const env = { ...process.env, INIT_CWD: directory, NO_COLOR: "1" };
  return new Promise((resolve) => {
    execFile(process.execPath, ["--import", "tsx", program, ...words], { env }, (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code) : 0, output: stdout + stderr });
    });
  });
}

async function write(name: string, content: string): Promise<string> {
  await writeFile(join(directory, name), content);
  return name;
}

async function exampleProfile(): Promise<Record<string, unknown>> {
  return JSON.parse(await readFile(example, "utf8"));
}

describe("the demo", { timeout: 120_000 }, () => {
  it("pushes the example to both and shows what they received", async () => {
    const { code, output } = await run();
    expect(output).toContain("Push it to Lever: success");
    expect(output).toContain("Push it to Greenhouse: success");
    expect(output).toContain("resumeFile: noor-lindqvist.pdf (application/pdf, 781 bytes)");
    expect(output).toContain('"job_id": 4120000051');
    expect(code).toBe(0);
  });

  it("shows what each holds, and that a second push of the same profile sends nothing", async () => {
    const { output } = await run();
    expect(output).toMatch(/opportunity \S+: for posting f2f01e16-27f8-4711-a728-7d49499795a0/);
    expect(output).toMatch(/application \d+: to job 4120000051/);
    for (const ats of ["Lever", "Greenhouse"]) {
      expect(output).toContain(`Push it to ${ats} again: success, nothing sent`);
      const [first, again] = [ats, `${ats}, again`].map((push) => new RegExp(`│ ${push} +│.*│ (\\S.*?) +│$`, "m"));
      expect(again?.exec(output)?.[1]).toBe(`${first?.exec(output)?.[1]} (replayed)`);
    }
  });

  it("takes another profile, also as the API answers it, and fails when one ATS refuses it", async () => {
    const { tags: _, attachments: __, ...profile } = await exampleProfile();
    const { code, output } = await run(
      "--profile",
      await write("mine.json", JSON.stringify({ code: 200, data: { ...profile, key: null } })),
    );
    expect(output).toContain("Push it to Lever: success");
    expect(output).toContain("Push it to Greenhouse: fatal (format_failure)");
    expect(output).toContain("application_boardKey_jobReference");
    expect(code).toBe(1);
  });

  it.each([
    ["missing.json", undefined, "there is no such file"],
    ["broken.json", "{", "is not JSON"],
    ["list.json", "[]", "holds no profile: expected a JSON object"],
    ["wrong.json", '{ "info": 7 }', "is no HrFlow.ai profile"],
  ])("says what is wrong with %s", async (name, content, message) => {
    if (content !== undefined) await write(name, content);
    const { code, output } = await run("--profile", name);
    expect(output).toContain(message);
    expect(output).not.toContain("    at ");
    expect(code).toBe(2);
  });

  it("stops on Ctrl-C with what was done so far", async () => {
    const { code, output } = await execute(interruptedDemo);
    expect(output).toContain("Push it to Lever: fatal (aborted)");
    expect(output).toMatch(/Lever, write failed: .* was given up: the run was stopped/);
    expect(output).toMatch(/Lever holds\n.*\n +opportunity/);
    expect(output).toContain("Push it to Greenhouse: fatal (aborted), nothing sent");
    expect(output).not.toContain("again");
    expect(code).toBe(130);
  });
});

describe("the command line", () => {
  it("is understood, or answered with a sentence", () => {
    expect(parseDemoOptions(["--profile", "a.json"])).toEqual({ profile: "a.json" });
    expect(parseDemoOptions([])).toEqual({ profile: undefined });
    expect(parseDemoOptions(["--help"])).toBe("help");
    expect(parseDemoOptions(["--profil", "a.json"])).toMatchObject({ fault: expect.stringContaining("--profil") });
  });
});
