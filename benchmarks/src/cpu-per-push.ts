import type { Fetch } from "@hrflow-connectors/core";
import { startLoopback } from "./loopback";
import { type Figure, median, spread } from "./measure";
import { createRecordedNetwork } from "./recorded-push";
import { greenhouseV3Push, leverPush, type Push } from "./sample-pushes";

const pushes = 300;
const rounds = 5;
const mostTimes = 1.5;

/**
 * Measures the CPU of a push against the CPU of its requests, sent with openapi-fetch. The target is for the platform's `fetch` over
 * loopback, which a server pays in any case, by hand as well. Without a network, a request by hand costs next to nothing. The
 * ratio then says how much work a push adds, but not how much more a server pays.
 */
export async function measurePushCpu(): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const push of [leverPush, greenhouseV3Push]) figures.push(...(await measure(push)));
  return figures;
}

async function measure({ name, servers, run, format }: Push): Promise<Figure[]> {
  const network = createRecordedNetwork();
  const pushBy = (fetch: Fetch) => async () => {
    const { status, failures } = await run(fetch);
    if (status !== "success") throw new Error(`${name} ended with ${status}: ${JSON.stringify(failures[0])}`);
  };
  const byHandBy = (fetch: Fetch) => {
    const send = network.byHand(fetch);
    return async () => {
      format();
      await send();
    };
  };
  // What is kept for some minutes, such as lists of options, is loaded by the first push.
  await network.record(servers(), pushBy(network.fetch));
  await network.record(servers(), pushBy(network.fetch));
  const loopback = await startLoopback(network.responses());
  const overLoopback = await compare(byHandBy(loopback.fetch), pushBy(loopback.fetch));
  await loopback.stop();
  const instant = await compare(byHandBy(network.fetch), pushBy(network.fetch));
  return [
    ...figuresOf(`${name}, ${network.count()} requests over loopback`, overLoopback, mostTimes),
    ...figuresOf(`${name}, without the network's cost`, instant),
  ];
}

interface Round {
  byHand: number;
  push: number;
}

async function compare(byHand: () => Promise<void>, push: () => Promise<void>): Promise<Round[]> {
  for (const work of [push, byHand]) await cpuOf(work);
  const measured: Round[] = [];
  for (let round = 0; round < rounds; round++) measured.push({ byHand: await cpuOf(byHand), push: await cpuOf(push) });
  return measured;
}

function figuresOf(name: string, measured: Round[], most?: number): Figure[] {
  const ratios = measured.map((one) => one.push / one.byHand);
  const ratio = median(ratios);
  return [
    { name: `${name}: CPU by hand`, value: inMs(measured.map((one) => one.byHand)) },
    { name: `${name}: CPU of the push`, value: inMs(measured.map((one) => one.push)) },
    {
      name: `${name}: CPU of the push, times that by hand`,
      value: `${ratio.toFixed(2)} (${spread(ratios)})`,
      ...(most === undefined ? {} : { target: `at most ${most}`, passed: ratio <= most }),
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
