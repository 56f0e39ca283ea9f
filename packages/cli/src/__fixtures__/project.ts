import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { createHrflowFake, createLeverFake, type FakeServer, joinFakes, serve } from "@hrflow-connectors/testing/fakes";

/** The built program. */
export const program = fileURLToPath(new URL("../../dist/hrc.js", import.meta.url));
/** Whether there is `script` of util-linux, which gives a program a terminal. */
export const hasTerminal = spawnSync("script", ["--version"]).status === 0;

/** For `through`: starts the program on a terminal. */
export const onTerminal = (command: string[]) => [
  ...["script", "-qec"],
  // It is as wide as that of the tests otherwise, which may have none.
  `stty cols 100; ${command.map((part) => `'${part}'`).join(" ")}`,
  "/dev/null",
];

const modules = fileURLToPath(new URL("../../../../node_modules", import.meta.url));
const sourceKey = "a".repeat(40);

/** A config as users write it; `FAKES` is where the fakes are served. */
const config = `import { defineConfig, env, file } from "hrflow-connectors";
import { lever } from "@hrflow-connectors/lever";
import { createFileStore } from "@hrflow-connectors/stores/file";

const hrflow = { apiSecret: env("HRFLOW_SECRET"), apiUser: "demo@example.com", sourceKey: "${sourceKey}" };
const target = { clientDomain: "api", apiKey: file("lever-key.txt"), performAs: "8d49b010-cc6a-4f40-ace5-e86061c677ed" };

export default defineConfig({
  store: createFileStore({ directory: new URL("state", import.meta.url).pathname }),
  workflows: {
    "push-all": { action: lever.pushProfileList, originParameters: hrflow, targetParameters: target },
    "push-new": {
      action: lever.pushProfileList,
      originParameters: hrflow,
      targetParameters: target,
      actionParameters: { readMode: "incremental" },
    },
    "push-one": {
      action: lever.pushProfile,
      originParameters: { ...hrflow, profileKey: "profile-0".padStart(40, "0") },
      targetParameters: target,
    },
    wrong: {
      action: lever.pushProfileList,
      originParameters: hrflow,
      targetParameters: { ...target, clientDomain: "evil.example.com/" },
    },
  },
  options: {
    fetch: (request: Request) =>
      fetch(new Request(\`\${process.env.FAKES}/\${request.url.replace("https://", "")}\`, request)),
  },
});
`;

export interface Project {
  folder: string;
  hrflow: ReturnType<typeof createHrflowFake>;
  lever: ReturnType<typeof createLeverFake>;
  /** Replaces the response to a request that creates something at Lever. */
  onCreate(respond: ((request: Request, pass: () => Promise<Response>) => Promise<Response>) | undefined): void;
  start(args: string[], settings?: StartSettings): Started;
  /** Starts the program and waits for its end. */
  run(args: string[], settings?: StartSettings): Promise<Ended>;
  close(): Promise<void>;
}

export interface StartSettings {
  env?: Record<string, string | undefined>;
  /** A program, with its arguments, that starts this one. */
  through?: (command: string[]) => string[];
}

export interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

export interface Started {
  child: ChildProcess;
  output: { stdout: string; stderr: string };
  ended: Promise<Ended>;
}

/** A project with a config, in a folder of its own, and the fakes of both vendors over HTTP. */
export async function createProject({ profiles = 3 } = {}): Promise<Project> {
  const hrflow = createHrflowFake({
    accounts: [{ apiKey: "right-secret", userEmail: "demo@example.com" }],
    sources: [sourceKey],
    profiles: Array.from({ length: profiles }, (_, n) => ({
      source_key: sourceKey,
      key: `profile-${n}`.padStart(40, "0"),
      reference: `profile-${n}`,
      info: { full_name: `Profile ${n}`, email: `profile-${n}@example.com` },
    })),
  });
  const lever = createLeverFake({ apiKeys: ["right-key"] });
  const fakes = [hrflow, lever];
  const fetch = joinFakes(fakes);
  let create: Parameters<Project["onCreate"]>[0];
  const server: FakeServer = await serve({
    fetch: (request) =>
      create && request.method === "POST" && new URL(request.url).pathname.endsWith("/opportunities")
        ? create(request, () => fetch(request))
        : fetch(request),
    bases: fakes.flatMap(({ bases }) => bases),
  });
  const folder = await mkdtemp(join(tmpdir(), "hrc-"));
  await writeFile(join(folder, "hrflow.config.ts"), config);
  await writeFile(join(folder, "lever-key.txt"), "right-key\n");
  const dependencies = { "@hrflow-connectors/lever": "*", "@hrflow-connectors/stores": "*" };
  await writeFile(join(folder, "package.json"), JSON.stringify({ type: "module", dependencies }));
  for (const name of ["hrflow-connectors", ...Object.keys(dependencies)]) {
    await mkdir(dirname(join(folder, "node_modules", name)), { recursive: true });
    await symlink(join(modules, name), join(folder, "node_modules", name));
  }
  const children: ChildProcess[] = [];
  const start: Project["start"] = (args, { env, through = (command: string[]) => command } = {}) => {
    const [command = "", ...rest] = through([process.execPath, program, ...args]);
    const { NO_COLOR: _, FORCE_COLOR: __, ...inherited } = process.env;
    const child = spawn(command, rest, {
      cwd: folder,
      env: { ...inherited, FAKES: server.url, HRFLOW_SECRET: "right-secret", TERM: "xterm", ...env },
    });
    children.push(child);
    const output = { stdout: "", stderr: "" };
    for (const name of ["stdout", "stderr"] as const)
      child[name]?.setEncoding("utf8").on("data", (chunk: string) => {
        output[name] += chunk;
      });
    const ended = once(child, "close").then(([code]) => ({ code, ...output }));
    return { child, output, ended };
  };
  return {
    ...{ folder, hrflow, lever, start },
    onCreate(respond) {
      create = respond;
    },
    run: (args, settings) => start(args, settings).ended,
    async close() {
      for (const child of children) child.kill("SIGKILL");
      await server.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Replaces a text in the config of a project. */
export async function editConfig({ folder }: Project, from: string, to: string): Promise<void> {
  const path = join(folder, "hrflow.config.ts");
  await writeFile(path, (await readFile(path, "utf8")).replaceAll(from, to));
}
