import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { RunEvent } from "@hrflow-connectors/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { compile } from "./__fixtures__/compile";
import { createProgress } from "./describe";
import { parseDemoOptions } from "./run-demo";

const demo = await compile(fileURLToPath(new URL("demo.ts", import.meta.url)));
const interruptedDemo = await compile(fileURLToPath(new URL("__fixtures__/interrupted-demo.ts", import.meta.url)));
const example = fileURLToPath(new URL("../profile.json", import.meta.url));

let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "demo-"));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

/** Runs the demo like `npm run demo -- ...args` in the temporary folder. */
const run = (...args: string[]) => execute(demo, ...args);

function execute(program: string, ...args: string[]): Promise<{ code: number; output: string }> {
  const env = { ...process.env, INIT_CWD: directory, NO_COLOR: "1" };
  return new Promise((resolve) => {
    execFile(process.execPath, [program, ...args], { env }, (error, stdout, stderr) => {
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
  /** The demo with the example, run once for the tests of what it prints. */
  let printed: Awaited<ReturnType<typeof run>>;
  beforeAll(async () => {
    printed = await run();
  }, 120_000);

  it("pushes the example to both ATSs and shows the requests", () => {
    const { code, output } = printed;
    expect(output).toContain("Push to Lever: success");
    expect(output).toContain("Push to Greenhouse: success");
    expect(output).toContain("resumeFile: noor-lindqvist.pdf (application/pdf, 781 bytes)");
    expect(output).toContain('application: {"job_id":4120000051}');
    expect(code).toBe(0);
  });

  it("shows the records of each ATS, and that a second push of the same profile sends nothing", () => {
    const { output } = printed;
    expect(output).toMatch(/opportunity \S+: for posting f2f01e16-27f8-4711-a728-7d49499795a0/);
    expect(output).toMatch(/application \d+: for job 4120000051/);
    for (const ats of ["Lever", "Greenhouse"]) {
      expect(output).toContain(`Push to ${ats} again: success, already delivered, nothing sent`);
      const [first, again] = [ats, `${ats}, again`].map((push) => new RegExp(`│ ${push} +│.*│ (\\S.*?) +│$`, "m"));
      expect(again?.exec(output)?.[1]).toBe(`${first?.exec(output)?.[1]} (already delivered)`);
    }
    expect(output).toContain("The second push to Lever and Greenhouse sent nothing");
  });

  it("pulls the people in Lever, and prints plain lines without a terminal", () => {
    const { output } = printed;
    // With the person who was pushed before.
    expect(output).toContain("Pull people from Lever: success, 41 profiles in HrFlow.ai");
    expect(output).toMatch(/41 of 41 read, 41 written, \d+ per second/);
    expect(output.match(/ written, /g)?.length).toBe(4);
    expect(output).not.toContain("###");
    expect(output).not.toContain("\u001b");
  });

  it("accepts another profile as an API response, and fails if one ATS rejects it", async () => {
    const { tags: _, attachments: __, ...profile } = await exampleProfile();
    const { code, output } = await run(
      "--profile",
      await write("mine.json", JSON.stringify({ code: 200, data: { ...profile, key: null } })),
    );
    expect(output).toContain("Push to Lever: success");
    expect(output).toContain("Push to Greenhouse: fatal (format_failure)");
    expect(output).toContain("application_boardKey_jobReference");
    expect(code).toBe(1);
  });

  it.each([
    ["missing.json", undefined, "the file does not exist"],
    ["broken.json", "{", "is not valid JSON"],
    ["list.json", "[]", "does not contain a profile: expected a JSON object"],
    ["wrong.json", '{ "info": 7 }', "is not a valid HrFlow.ai profile"],
  ])("reports what is wrong with %s", async (name, content, message) => {
    if (content !== undefined) await write(name, content);
    const { code, output } = await run("--profile", name);
    expect(output).toContain(message);
    expect(output).not.toContain("    at ");
    expect(code).toBe(2);
  });

  it("stops on Ctrl-C and shows what was delivered so far", async () => {
    const { code, output } = await execute(interruptedDemo);
    expect(output).toContain("Push to Lever: fatal (aborted)");
    expect(output).toMatch(/Lever, write failed: .* was given up: the run was stopped/);
    expect(output).toMatch(/Records in Lever\n.*\n +opportunity/);
    expect(output).toContain("Push to Greenhouse: fatal (aborted), nothing sent");
    expect(output).not.toContain("again");
    expect(output).toContain("Pull people from Lever: fatal (aborted), 0 profiles in HrFlow.ai");
    expect(code).toBe(130);
  });
});

describe("the progress of a run", () => {
  const show = (isTerminal: boolean) => {
    const progress = createProgress(isTerminal);
    progress({ type: "read.total", total: 4 } as RunEvent);
    const types = ["item.read", "item.read", "http.request", "item.written", "item.failed"] as const;
    return types.map((type) => progress({ type } as RunEvent)?.replace(/\d+ per/, "n per"));
  };

  it("is a bar on a terminal, with what was read, written and failed", () => {
    expect(show(true)).toEqual([
      `${".".repeat(30)} 1 of 4 read, 0 written, n per second`,
      `${".".repeat(30)} 2 of 4 read, 0 written, n per second`,
      undefined,
      `${"#".repeat(8)}${".".repeat(22)} 2 of 4 read, 1 written, n per second`,
      `${"#".repeat(15)}${".".repeat(15)} 2 of 4 read, 1 written, 1 failed, n per second`,
    ]);
  });

  it("counts alone as long as the origin has told no total, and shows until when the rate limit is waited for", () => {
    const progress = createProgress(true);
    const rate = (line: string | undefined) => line?.replace(/\d+ per/, "n per");
    expect(rate(progress({ type: "item.read" } as RunEvent))).toBe(`${".".repeat(30)} 1 read, 0 written, n per second`);
    const throttled = { type: "http.throttled", time: "2026-03-01T12:00:00.000Z", waitMs: 2_500 } as RunEvent;
    expect(rate(progress(throttled))).toBe(
      `${".".repeat(30)} 1 read, 0 written, n per second, waits for the rate limit until 12:00:02`,
    );
  });

  it("is a line for each quarter elsewhere", () => {
    expect(show(false)).toEqual([
      undefined,
      undefined,
      undefined,
      "2 of 4 read, 1 written, n per second",
      "2 of 4 read, 1 written, 1 failed, n per second",
    ]);
  });
});

describe("the command line", () => {
  it("is parsed, or rejected with a message", () => {
    expect(parseDemoOptions(["--profile", "a.json"])).toEqual({ profile: "a.json" });
    expect(parseDemoOptions([])).toEqual({ profile: undefined });
    expect(parseDemoOptions(["--help"])).toBe("help");
    expect(parseDemoOptions(["--profil", "a.json"])).toMatchObject({ error: expect.stringContaining("--profil") });
  });
});
