import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { RunResult } from "@hrflow-connectors/core";
import { serve } from "@hrflow-connectors/testing/fakes";
import type { World } from "../world/create-world";

const child = fileURLToPath(new URL("child.mjs", import.meta.url));

/** A process that has not ended by then waits for something that does not come. */
const limitMs = 300_000;

export interface ProcessSettings {
  world: World;
  connector: string;
  /** Of the file store. */
  directory: string;
  /** Has the store encrypt what it keeps. Default: it does not. */
  encryptionKey?: string | undefined;
  /** How many pushes follow one another. */
  times: number;
  /** Which moment is the last, from 0; left out, the process ends by itself. */
  killAt?: number | undefined;
  /** Milliseconds between the word to go on at that moment, and the kill. Default: there is no such word. */
  delayMs?: number | undefined;
}

export interface ProcessOutcome {
  /** Every moment that came, by name. */
  moments: string[];
  /** Left out where the process was killed. */
  results?: RunResult[];
}

/**
 * Runs pushes in a process of its own whose vendors are here, and kills it at a given moment: before the vendor sees a request,
 * once the vendor has acted, in the middle of the answer's body, before or after a value is kept, or while it is.
 */
export async function runProcess(settings: ProcessSettings): Promise<ProcessOutcome> {
  const { world, connector, directory, encryptionKey, times, killAt, delayMs } = settings;
  const moments: string[] = [];
  let process: ChildProcess;

  /** Nothing that comes at the last moment or after it goes on. */
  const moment = async (name: string, goOn: () => void = () => {}) => {
    moments.push(name);
    const left = (killAt ?? Number.POSITIVE_INFINITY) - (moments.length - 1);
    if (left > 0) return goOn();
    if (left === 0) {
      if (delayMs !== undefined) {
        goOn();
        await new Promise((resolve) => setTimeout(resolve, delayMs));
      }
      process.kill("SIGKILL");
    }
    await new Promise(() => {});
  };
  const server = await serve({
    bases: world.fakes.flatMap(({ bases }) => bases),
    async fetch(request) {
      const name = `${request.method} ${new URL(request.url).pathname}`;
      await moment(`before ${name} is seen`);
      const response = await world.fetch(request);
      await moment(`after ${name} is done`);
      return inTwoPieces(response, () => moment(`within the answer to ${name}`));
    },
  });
  try {
    const words = {
      server: server.url,
      connector: connector.toLowerCase(),
      input: world.input(),
      directory,
      encryptionKey,
      times,
    };
    process = fork(child, [JSON.stringify(words)], { stdio: ["ignore", "ignore", "pipe", "ipc"], execArgv: [] });
    let results: RunResult[] | undefined;
    let complaints = "";
    process.stderr?.on("data", (text) => {
      complaints += text;
    });
    process.on("message", (message: { moment?: string; results?: RunResult[] }) => {
      results ??= message.results;
      if (message.moment !== undefined) void moment(message.moment, () => process.send("go on"));
    });
    const late = setTimeout(() => process.kill("SIGTERM"), limitMs);
    // A process may be gone before its last word is read.
    const [[code, signal]] = await Promise.all([once(process, "exit"), once(process, "disconnect")]);
    clearTimeout(late);
    if (signal === "SIGKILL") return { moments };
    if (code !== 0 || !results) throw new Error(`the process ended with ${code ?? signal}: ${complaints}`);
    return { moments, results };
  } finally {
    await server.close();
  }
}

/** The same answer, half of whose body waits. */
async function inTwoPieces(response: Response, between: () => Promise<void>): Promise<Response> {
  const { status, headers } = response;
  const bytes = new Uint8Array(await response.arrayBuffer());
  if (bytes.length < 2) return new Response(bytes.length > 0 ? bytes : null, { status, headers });
  const middle = Math.floor(bytes.length / 2);
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        controller.enqueue(bytes.subarray(0, middle));
        await between();
        controller.enqueue(bytes.subarray(middle));
        controller.close();
      },
    },
    { highWaterMark: 0 },
  );
  return new Response(body, { status, headers });
}
