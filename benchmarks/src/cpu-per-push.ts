import { type Figure, median, spread } from "./measure";
import { createRecordedNetwork } from "./recorded-push";
import { greenhouseV3Push, leverPush, type Push } from "./sample-pushes";

const pushes = 300;
const rounds = 7;
const mostTimes = 1.5;

/** Measures the CPU of a push against the CPU of its requests, sent with openapi-fetch. Both have a network that responds at once. */
export async function measurePushCpu(): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const push of [leverPush, greenhouseV3Push]) figures.push(...(await measure(push)));
  return figures;
}

async function measure({ name, servers, run, format }: Push): Promise<Figure[]> {
  const network = createRecordedNetwork();
  const push = async () => {
    const { status, failures } = await run(network.fetch);
    if (status !== "success") throw new Error(`${name} ended with ${status}: ${JSON.stringify(failures[0])}`);
  };
  // What is kept for some minutes, such as lists of options, is loaded by the first push.
  await network.record(servers(), push);
  await network.record(servers(), push);
  const byHand = async () => {
    format();
    await network.repeatByHand();
  };
  for (const work of [push, byHand]) await cpuOf(work);
  const runs: { push: number; byHand: number }[] = [];
  for (let round = 0; round < rounds; round++) runs.push({ byHand: await cpuOf(byHand), push: await cpuOf(push) });
  const ratios = runs.map((one) => one.push / one.byHand);
  const ratio = median(ratios);
  return [
    { name: `${name}, ${network.count()} requests: CPU by hand`, value: inMs(runs.map((one) => one.byHand)) },
    { name: `${name}: CPU of the push`, value: inMs(runs.map((one) => one.push)) },
    {
      name: `${name}: CPU of the push, times that by hand`,
      value: `${ratio.toFixed(2)} (${spread(ratios)})`,
      target: `at most ${mostTimes}`,
      passed: ratio <= mostTimes,
    },
  ];
}

/** Milliseconds of CPU for one of many calls, of all threads of the process. */
async function cpuOf(work: () => Promise<void>): Promise<number> {
  const before = process.cpuUsage();
  for (let done = 0; done < pushes; done++) await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000 / pushes;
}

const inMs = (values: number[]) => `${median(values).toFixed(3)} ms (${spread(values, 3)})`;
