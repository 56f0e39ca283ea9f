import { setTimeout } from "node:timers/promises";
import type { Fetch } from "@hrflow-connectors/core";
import { type Figure, median, spread } from "./measure";
import { greenhouseV1Push, greenhouseV3Push, leverPush, type Push } from "./sample-pushes";

const responseMs = 50;
const runs = 7;

/** With six employments, three educations and a resume. The longest time is that of the rounds, and some for the work itself. */
const targets: [push: Push, rounds: number, mostMs: number][] = [
  [leverPush, 3, 170],
  [greenhouseV3Push, 4, 220],
  [greenhouseV1Push, 4, 220],
];

/** Measures pushes over a network whose every response takes 50 ms. */
export async function measureRoundTrips(): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const [push, rounds, mostMs] of targets) {
    const outcomes: { rounds: number; ms: number }[] = [];
    // The first one compiles what the others use.
    await measure(push);
    for (let run = 0; run < runs; run++) outcomes.push(await measure(push));
    const most = Math.max(...outcomes.map((outcome) => outcome.rounds));
    const times = outcomes.map(({ ms }) => ms);
    figures.push(
      {
        name: `${push.name}: round trips`,
        value: String(most),
        target: `at most ${rounds}`,
        passed: most <= rounds,
      },
      {
        name: `${push.name}: whole time at ${responseMs} ms a response`,
        value: `${median(times).toFixed(0)} ms (${spread(times, 0)})`,
        target: `at most ${mostMs} ms`,
        passed: median(times) <= mostMs,
      },
    );
  }
  return figures;
}

async function measure({ name, servers, run }: Push): Promise<{ rounds: number; ms: number }> {
  const server = servers();
  let rounds = 0;
  const fetch: Fetch = async (request) => {
    // A request that leaves after a response belongs to a later round than the request of that response.
    const round = rounds + 1;
    const [response] = await Promise.all([server(request), setTimeout(responseMs)]);
    rounds = Math.max(rounds, round);
    return response;
  };
  const startedAt = performance.now();
  const { status, failures } = await run(fetch);
  if (status !== "success") throw new Error(`${name} ended with ${status}: ${JSON.stringify(failures[0])}`);
  return { rounds, ms: performance.now() - startedAt };
}
