import type { ChildProcess } from "node:child_process";
import { PassThrough } from "node:stream";
import { Client } from "@modelcontextprotocol/client";
// Its two streams serve a client as well.
import { StdioServerTransport } from "@modelcontextprotocol/server/stdio";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createProject, editConfig, type Project } from "../__fixtures__/project";

let project: Project;

beforeEach(async () => {
  project = await createProject();
});
afterEach(() => project.close());

/** Starts the server as a process, and connects the official client to it. */
async function connect(args: string[] = []) {
  const { child, output, ended } = project.start(["mcp", ...args]);
  if (!child.stdin || !child.stdout) throw new Error("the process has no streams");
  const client = new Client({ name: "test", version: "1.0.0" });
  await client.connect(new StdioServerTransport(child.stdout.pipe(new PassThrough()), child.stdin));
  const run = (options?: { signal?: AbortSignal }) =>
    client.callTool({ name: "run_workflow", arguments: { workflow: "push-all" } }, options);
  return { client, child, output, ended, run };
}

/** Lets the second create never come to its end. Resolves once it was received. */
function stall(): Promise<void> {
  let count = 0;
  return new Promise((resolve) => {
    project.onCreate(async (_, pass) => {
      const response = await pass();
      if (++count !== 2) return response;
      resolve();
      return new Promise(() => undefined);
    });
  });
}

describe("hrc mcp", { timeout: 90_000 }, () => {
  it("creates nothing twice when an agent repeats a push, also at a later server, and writes nothing else to stdout", async () => {
    // As pino writes, beside the console.
    const writes = `console.log("from the console"); writeSync(1, "from the logger\\n"); write(1, "from the stream\\n", () => {});`;
    const imports = `import { write, writeSync } from "node:fs";`;
    await editConfig(project, "export default", `${imports}\n${writes}\nexport default`);
    const first = await connect(["--allow-writes"]);
    for (const deliveredBefore of [0, 3])
      expect((await first.run()).structuredContent).toMatchObject({ status: "success", written: 3, deliveredBefore });
    await first.client.close();
    first.child.stdin?.end();
    const { code, stdout, stderr } = await first.ended;
    expect(code).toBe(0);
    for (const line of stdout.trimEnd().split("\n")) expect(JSON.parse(line)).toMatchObject({ jsonrpc: "2.0" });
    for (const name of ["console", "logger", "stream"]) expect(stderr).toContain(`from the ${name}\n`);
    expect(stderr).toContain("on stdin and stdout: writes on, personal data masked.\n");
    expect(stdout + stderr).not.toMatch(/right-secret|right-key|profile-\d@example/);
    const second = await connect(["--allow-writes"]);
    expect((await second.run()).structuredContent).toMatchObject({ status: "success", deliveredBefore: 3 });
    expect(project.lever.state.opportunities).toHaveLength(3);
  });

  it.each<[string, (child: ChildProcess) => void]>([
    ["closes its end of stdin", ({ stdin }) => stdin?.end()],
    [
      "reads stdout no more",
      ({ stdin, stdout }) => {
        stdout?.destroy();
        stdin?.write(`${JSON.stringify({ jsonrpc: "2.0", id: "list", method: "tools/list" })}\n`);
      },
    ],
  ])("stops the run and ends when the client %s", async (_, leave) => {
    const stalled = stall();
    const { child, ended, run } = await connect(["--allow-writes"]);
    void run().catch(() => undefined);
    await stalled;
    leave(child);
    expect(await ended).toMatchObject({ code: 0 });
    // A run that stops stores its result; one that is killed does not.
    const { stdout } = await project.run(["state", "ls", "--json"]);
    expect(JSON.parse(stdout)).toMatchObject({ workflow: 1 });
  });

  it("sends the result of a run that Ctrl-C stops, and ends with 130", async () => {
    const stalled = stall();
    const { child, ended, run } = await connect(["--allow-writes"]);
    const result = run();
    await stalled;
    child.kill("SIGINT");
    expect((await result).structuredContent).toMatchObject({ reason: "aborted" });
    expect(await ended).toMatchObject({ code: 130 });
  });

  it("says at its start what is wrong with the config, and ends with 2", async () => {
    await editConfig(project, "originParameters", "origin");
    const { code, stdout, stderr } = await project.run(["mcp"]);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain("workflows.push-all.originParameters: expected an object");
  });
});
