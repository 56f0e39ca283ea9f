import { execFile, spawn } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseDemoOptions } from "./demo-options";

const demo = fileURLToPath(new URL("demo.ts", import.meta.url));
const example = fileURLToPath(new URL("../profile.json", import.meta.url));

let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "demo-"));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

/** Runs the demo as `npm run demo -- ...words` does from the temporary folder. */
function run(...words: string[]): Promise<{ code: number; output: string }> {
  const env = { ...process.env, INIT_CWD: directory, NO_COLOR: "1" };
  return new Promise((resolve) => {
    execFile(process.execPath, ["--import", "tsx", demo, ...words], { env }, (error, stdout, stderr) => {
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

  it("takes another profile, also as the API answers it, and fails when one ATS refuses it", async () => {
    const { tags: _, attachments: __, ...profile } = await exampleProfile();
    const { code, output } = await run(
      "--profile",
      await write("mine.json", JSON.stringify({ code: 200, data: profile })),
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
    const child = spawn(process.execPath, ["--import", "tsx", demo], { env: { ...process.env, NO_COLOR: "1" } });
    let output = "";
    child.stdout.on("data", (chunk) => {
      const hadStarted = output.includes("Start mocks");
      output += chunk;
      // Starting the mocks takes longer than a busy machine needs to pass the signal on.
      if (!hadStarted && output.includes("Start mocks")) child.kill("SIGINT");
    });
    const code = await new Promise((resolve) => child.on("close", resolve));
    expect(output).toContain("aborted");
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
