import { execFile } from "node:child_process";
import { readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { promisify } from "node:util";
import { lever } from "@hrflow-connectors/lever";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createProject, hasTerminal, onTerminal, type Project } from "../__fixtures__/project";
import { renderConfig } from "./render-config";

let project: Project;

beforeEach(async () => {
  project = await createProject();
  await rm(join(project.folder, "hrflow.config.ts"));
});
afterEach(() => project.close());

const read = (name: string) => readFile(join(project.folder, name), "utf8");
const init = (...args: string[]) => project.run(["init", ...args]);

describe("init", { timeout: 90_000 }, () => {
  it("writes a config whose variables .env.example lists, and which says what is missing", async () => {
    const { code, stdout } = await init("--action", "lever.push_profile_list", "--name", "hourly", "--yes");
    expect(code).toBe(0);
    expect(stdout).toContain("npx hrc check hourly");
    expect(await read("hrflow.config.ts")).toContain('apiSecret: env("HRFLOW_API_SECRET"), // API key');
    expect(await read("hrflow.config.ts")).toContain('// schedule: "0 * * * *",');
    const variables = (await read(".env.example")).match(/^[A-Z_]+(?==$)/gm);
    expect(variables).toEqual([
      ...["HRFLOW_API_SECRET", "HRFLOW_API_USER", "HRFLOW_SOURCE_KEY"],
      ...["LEVER_CLIENT_DOMAIN", "LEVER_PERFORM_AS"],
    ]);
    const check = await project.run(["check", "hourly"]);
    expect([check.code, check.stderr]).toEqual([2, expect.stringContaining("HRFLOW_API_SECRET")]);
    const again = await init("--action", "lever.push_profile", "--yes");
    expect([again.code, again.stderr]).toEqual([2, expect.stringContaining("hrflow.config.ts exists already")]);
  });

  it.each([
    ["no action", ["--yes"], "Give --action"],
    ["an action that is not there", ["--action", "lever.push", "--yes"], "Choose one of: lever."],
    [
      "a name with a space",
      ["--action", "lever.push_profile", "--name", "a b", "--yes"],
      '--name "a b": Expected characters',
    ],
    ["an unknown store", ["--action", "lever.push_profile", "--store", "disk"], "file, none"],
  ])("writes nothing for %s", async (_, args, message) => {
    const { code, stderr } = await init(...args);
    expect([code, stderr]).toEqual([2, expect.stringContaining(message)]);
    await expect(read("hrflow.config.ts")).rejects.toThrow("ENOENT");
  });

  it("writes nothing over a list of variables, nor without a connector", async () => {
    await writeFile(join(project.folder, ".env.example"), "MINE=\n");
    const { code, stderr } = await init("--action", "lever.push_profile", "--yes");
    expect([code, stderr]).toEqual([2, expect.stringContaining(".env.example exists already")]);
    expect(await read(".env.example")).toBe("MINE=\n");
    await rm(join(project.folder, ".env.example"));
    await writeFile(join(project.folder, "package.json"), "{}");
    expect((await init("--yes")).stderr).toContain("npm install @hrflow-connectors/lever");
  });

  it("writes configs of every action that compile once a credential is chosen", async () => {
    const files = lever.definition.actions.map((definition) => {
      const action = { name: definition.id, packageName: "@hrflow-connectors/lever", slug: "lever", definition };
      const config = renderConfig({ action, name: "w", store: "file" });
      return [`${definition.id}.ts`, config.replace("// apiKey:", "apiKey:")] as const;
    });
    for (const [name, text] of files) await writeFile(join(project.folder, name), text);
    const tsc = createRequire(import.meta.url).resolve("typescript/bin/tsc");
    const options = ["--noEmit", "--strict", "--module", "nodenext", "--target", "es2022", "--skipLibCheck"];
    const names = files.map(([name]) => name);
    expect(names.length).toBeGreaterThan(4);
    const compiled = promisify(execFile)(process.execPath, [tsc, ...options, ...names], { cwd: project.folder });
    await expect(
      compiled.catch(({ stdout }: { stdout: string }) => Promise.reject(new Error(stdout))),
    ).resolves.toBeDefined();
  });

  it.skipIf(!hasTerminal)("asks on a terminal for what is not given", async () => {
    const { child, output, ended } = project.start(["init", "--action", "lever.push_profile"], { through: onTerminal });
    const enter = async (question: string, keys: string) => {
      await expect.poll(() => output.stdout, { timeout: 20_000 }).toContain(question);
      child.stdin?.write(keys);
    };
    await enter("Name of the workflow", "-2\r");
    await enter("remembered", "\r");
    expect((await ended).code).toBe(0);
    const config = await read("hrflow.config.ts");
    expect(config).toContain('"lever-push-profile-2": {');
    expect(config).toContain('createFileStore({ directory: ".hrflow" })');
  });
});
