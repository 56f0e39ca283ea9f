import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { RunResult } from "@hrflow-connectors/core";
import { serve } from "@hrflow-connectors/testing/fakes";
import { recordKind } from "@hrflow-connectors/testing/vitest";
import type { Environment } from "../environment/push";

const child = fileURLToPath(new URL("child.mjs", import.meta.url));

/** Ends a process that never finishes by itself. */
const limitMs = 300_000;

export interface ProcessSettings {
  environment: Environment;
  connector: string;
  /** The directory of the file store. */
  directory: string;
  /** Encrypts the values of the store. Default: no encryption. */
  encryptionKey?: string | undefined;
  /** How many times the push runs, one run after another. */
  times: number;
  /** The index of the moment at which the process is killed, from 0. Default: the process is not killed. */
  killAt?: number | undefined;
  /** Lets the process continue at that moment, and kills it after this many milliseconds. Default: kills it at once. */
  delayMs?: number | undefined;
}

export interface ProcessOutcome {
  /** The description of every moment, in order. */
  moments: string[];
  /** Undefined if the process was killed. */
  results?: RunResult[];
}

/** What the child sends: a write to its store, or the results of its runs. */
interface ChildMessage {
  phase?: "before" | "after";
  key?: string;
  results?: RunResult[];
}

/**
 * Runs pushes in a child process against the fakes of this process, and kills it at a given moment: before the vendor receives
 * a request, after the vendor has processed it, in the middle of the response body, or before, during or after a store write.
 */
export async function runProcess(settings: ProcessSettings): Promise<ProcessOutcome> {
  const { environment, connector, directory, encryptionKey, times, killAt, delayMs } = settings;
  const moments: string[] = [];
  let process: ChildProcess;

  /** Blocks the process at the last moment and at every moment after it. */
  const reach = async (moment: string, proceed: () => void = () => {}) => {
    moments.push(moment);
    const left = (killAt ?? Number.POSITIVE_INFINITY) - (moments.length - 1);
    if (left > 0) return proceed();
    if (left === 0) {
      if (delayMs !== undefined) {
        proceed();
        await new Promise((resolve) => setTimeout(resolve, delayMs));
      }
      process.kill("SIGKILL");
    }
    await new Promise(() => {});
  };
  const server = await serve({
    bases: environment.fakes.flatMap(({ bases }) => bases),
    async fetch(request) {
      const name = `${request.method} ${new URL(request.url).pathname}`;
      await reach(`before ${name} is received`);
      const response = await environment.fetch(request);
      await reach(`after ${name} is processed`);
      return splitBody(response, () => reach(`during the response to ${name}`));
    },
  });
  try {
    const input = environment.input();
    const parameters = {
      server: server.url,
      connector: connector.toLowerCase(),
      input,
      directory,
      encryptionKey,
      times,
    };
    process = fork(child, [JSON.stringify(parameters)], { stdio: ["ignore", "ignore", "pipe", "ipc"], execArgv: [] });
    let results: RunResult[] | undefined;
    let errorOutput = "";
    process.stderr?.on("data", (text) => {
      errorOutput += text;
    });
    process.on("message", (message: ChildMessage) => {
      results ??= message.results;
      const { phase, key } = message;
      if (phase && key) void reach(`${phase} ${recordKind(key)} is stored`, () => process.send("proceed"));
    });
    const timer = setTimeout(() => process.kill("SIGTERM"), limitMs);
    // The process may exit before its last message is read.
    const [[code, signal]] = await Promise.all([once(process, "exit"), once(process, "disconnect")]);
    clearTimeout(timer);
    if (signal === "SIGKILL") return { moments };
    if (code !== 0 || !results) throw new Error(`the process ended with ${code ?? signal}: ${errorOutput}`);
    return { moments, results };
  } finally {
    await server.close();
  }
}

/** Returns the same response, and waits for `pause` in the middle of its body. */
async function splitBody(response: Response, pause: () => Promise<void>): Promise<Response> {
  const { status, headers } = response;
  const bytes = new Uint8Array(await response.arrayBuffer());
  if (bytes.length < 2) return new Response(bytes.length > 0 ? bytes : null, { status, headers });
  const middle = Math.floor(bytes.length / 2);
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        controller.enqueue(bytes.subarray(0, middle));
        await pause();
        controller.enqueue(bytes.subarray(middle));
        controller.close();
      },
    },
    { highWaterMark: 0 },
  );
  return new Response(body, { status, headers });
}
