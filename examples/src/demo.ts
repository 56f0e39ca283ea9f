import type { RunResult } from "@hrflow-connectors/core";
import type { HrflowProfile } from "@hrflow-connectors/hrflow-client";
import { Listr } from "listr2";
import { parseDemoOptions, usage } from "./demo-options";
import { describeEvent, describeReceived, describeResults } from "./describe";
import { pushToGreenhouse, pushToLever, type Surroundings } from "./push";
import { ProfileFault, readProfile } from "./read-profile";
import { type Mocks, startMocks } from "./start-mocks";

const pushes = [
  { name: "Lever", push: pushToLever, hosts: ["api.lever.co", "auth.lever.co"] },
  { name: "Greenhouse", push: pushToGreenhouse, hosts: ["harvest.greenhouse.io", "auth.greenhouse.io"] },
];

interface Progress {
  profile: HrflowProfile;
  mocks: Mocks;
  results: Record<string, RunResult>;
}

/** Runs the demo and answers the exit code: 0 only if everything was delivered. */
async function main(words: string[]): Promise<number> {
  const options = parseDemoOptions(words);
  if (options === "help" || "fault" in options) {
    console.log(options === "help" ? usage : `${options.fault}\n\n${usage}`);
    return options === "help" ? 0 : 2;
  }
  const stop = new AbortController();
  process.once("SIGINT", () => stop.abort());
  const progress = { results: {} } as Progress;
  try {
    await steps(progress, options.profile, stop.signal).run();
  } catch (error) {
    if (!(error instanceof ProfileFault)) throw error;
    return 2;
  } finally {
    await progress.mocks?.close();
  }
  for (const { name, hosts } of pushes) {
    const received = progress.mocks.fetch.exchanges.filter(({ url }) => hosts.includes(new URL(url).host));
    console.log(`\n${name} received\n${describeReceived(received)}`);
  }
  console.log(`\n${describeResults(progress.results)}`);
  if (stop.signal.aborted) return 130;
  return Object.values(progress.results).every(({ status }) => status === "success") ? 0 : 1;
}

function steps(progress: Progress, path: string | undefined, signal: AbortSignal) {
  return new Listr(
    [
      {
        title: "Read the profile",
        task: async (_, task) => {
          progress.profile = await readProfile(path);
          task.title = `Read the profile of ${progress.profile.info?.full_name ?? "somebody without a name"}`;
        },
      },
      {
        title: "Start mocks of HrFlow.ai, Lever and Greenhouse",
        task: async () => {
          progress.mocks = await startMocks(progress.profile);
        },
      },
      ...pushes.map(({ name, push }) => ({
        title: `Push it to ${name}`,
        task: async (_: unknown, task: { output: string; title: string }) => {
          const surroundings: Surroundings = {
            fetch: progress.mocks.fetch,
            signal,
            onEvent: (event) => {
              const line = describeEvent(event);
              if (line) task.output = line;
            },
          };
          const result = await push(progress.profile, surroundings);
          progress.results[name] = result;
          task.title = `Push it to ${name}: ${result.status}${result.reason && ` (${result.reason})`}`;
        },
        rendererOptions: { bottomBar: Number.POSITIVE_INFINITY, persistentOutput: true },
      })),
    ],
    { registerSignalListeners: false },
  );
}

process.exitCode = await main(process.argv.slice(2));
