import { crashAt } from "@hrflow-connectors/testing/fakes";
import { createRandom, readSeed, sample, type VirtualTime } from "@hrflow-connectors/testing/vitest";
import { expect, it } from "vitest";
import { runLimitMs } from "../checks/check-run";
import { variantName } from "../environment/variant";
import { useHarness } from "../harness";
import type { Flow, FlowRun } from "./flow";
import { pulls } from "./flows";
import { jobPulls } from "./job-pulls";
import { writesOf } from "./run-flow-cell";

const hourMs = 3_600_000;
/** Per pull: every moment once, and seeded pairs of moments. */
const killedRuns = 200;
/** A busy machine needs several times the 25 s of a quiet one. */
const timeoutMs = 300_000;

/** Pulls, changes the vendor's records, and pulls again. A process that is killed at a point is followed by another one. */
async function pullTwice(time: VirtualTime, flow: Flow, kills: readonly number[]) {
  time.begin();
  const environment = flow.connect(time.track);
  const left = [...kills];
  const start = () => crashAt(left.shift() ?? Number.POSITIVE_INFINITY, environment);
  let process = start();
  const runToEnd = async (): Promise<FlowRun> => {
    for (;;) {
      const { fetch, store, died } = process;
      const ended = await time.settle(
        Promise.race([environment.run("incremental", { fetch, store }), died]),
        runLimitMs,
      );
      if (ended !== "died") return ended;
      time.forget();
      process = start();
    }
  };
  const countRecords = () => new Set(environment.parts().map((part) => part.split(":")[0])).size;
  const first = await runToEnd();
  const counts = [countRecords()];
  time.pass(hourMs);
  environment.change();
  const second = await runToEnd();
  const writes = environment.store.operations.filter((operation) => operation.startsWith("store "));
  /** Before and after each request and each write to the store. */
  const moments = 2 * (environment.received.length + writes.length);
  const parts = environment.parts().sort();
  counts.push(countRecords());
  time.pass(hourMs);
  const third = await time.settle(environment.run("incremental"), runLimitMs);
  return { statuses: [first, second, third].map(({ result }) => result.status), parts, counts, moments, third, left };
}

const lists = [...pulls, ...jobPulls.filter(({ credential }) => credential.startsWith("pullJobList"))];

/** Kills each pull at all its points, or at a sample of them. */
export function testKilledPulls(sampleSize = Number.POSITIVE_INFINITY): void {
  const harness = useHarness();
  it.each(lists.map((flow) => [variantName(flow), flow] as const))(
    "an incremental pull that is killed at any moment and started again loses and doubles nothing: %s",
    async (_, flow) => {
      const seed = readSeed();
      const random = createRandom(seed);
      const expected = await pullTwice(harness.time, flow, []);
      expect(expected.statuses).toEqual(["success", "success", "success"]);
      const [count = 0] = expected.counts;
      expect(count).toBeGreaterThan(2);
      expect(expected.counts).toEqual([count, count + 1]);
      expect(expected.parts.join()).toMatch(/changed/i);
      const { moments } = expected;
      const each = Array.from({ length: moments }, (_, index) => [index + 1]);
      // Two processes are killed, one after the other.
      const pairs = Array.from({ length: Math.max(20, killedRuns - moments) }, () =>
        [1, 2].map(() => 1 + Math.floor(random() * (moments / 2))),
      );
      const points = [...each, ...pairs];
      expect(points.length).toBeGreaterThanOrEqual(killedRuns);
      for (const kills of sample(points, sampleSize, random)) {
        const { statuses, parts, third } = await pullTwice(harness.time, flow, kills);
        const name = `seed ${seed}, killed at moment ${kills.join(" and then ")}`;
        expect(statuses, name).toEqual(expected.statuses);
        expect(parts, name).toEqual(expected.parts);
        expect(writesOf(third), name).toEqual([]);
      }
    },
    timeoutMs,
  );
}
