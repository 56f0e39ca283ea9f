import { crashAt } from "@hrflow-connectors/testing/fakes";
import {
  begin,
  createRandom,
  type Run,
  readSeed,
  sample,
  type Tested,
  writesOf,
} from "@hrflow-connectors/testing/vitest";
import { expect, it } from "vitest";
import { runLimitMs } from "../environment/push";
import { variantName } from "../environment/variant";
import { type Flow, type FlowGroup, flowGroups } from "./flows";
import { describeFlows, testedFlow } from "./plan-flow-cells";

const hourMs = 3_600_000;
/** Per pull: every moment once, and seeded pairs of moments. */
const killedRuns = 200;
/** A busy machine needs several times the 25 s of a quiet one. */
const timeoutMs = 300_000;

/** Pulls, changes the vendor's records, and pulls again. A process that is killed at a point is followed by another one. */
async function pullTwice(tested: Tested<object>, { change }: Flow, kills: readonly number[]) {
  const { time, settings } = tested.subject;
  const environment = begin(tested);
  const { vendor } = environment;
  const left = [...kills];
  const start = () => crashAt(left.shift() ?? Number.POSITIVE_INFINITY, environment);
  let process = start();
  const runToEnd = async (): Promise<Run> => {
    for (;;) {
      const { fetch, store, died } = process;
      const run = environment.start({ readMode: "incremental", fetch, store });
      const ended = await time.settle(Promise.race([run, died]), runLimitMs);
      if (ended !== "died") return ended;
      time.forget();
      process = start();
    }
  };
  const countRecords = () => new Set(environment.parts().map((part) => part.split(":")[0])).size;
  const first = await runToEnd();
  const counts = [countRecords()];
  time.pass(hourMs);
  change?.(vendor.state);
  settings.pulls?.[tested.action.method]?.add?.(vendor.state);
  const second = await runToEnd();
  const writes = environment.store.operations.filter((operation) => operation.startsWith("store "));
  /** Before and after each request and each write to the store. */
  const moments = 2 * (environment.received.length + writes.length);
  // What has changed has the time of this test.
  const parts = environment.parts().map((part) => part.replace(/2026-\d\d-\d\dT[\d:.]+Z/g, "lately"));
  counts.push(countRecords());
  time.pass(hourMs);
  const third = await environment.run({ readMode: "incremental" });
  return {
    statuses: [first, second, third].map(({ result }) => result.status),
    parts: parts.sort(),
    counts,
    moments,
    third,
    left,
  };
}

const listsOf = ({ flows }: FlowGroup) => flows.filter(({ change }) => change);

/** Kills each pull of a list at all its points, or at a sample of them. */
export function testKilledPulls(sampleSize = Number.POSITIVE_INFINITY): void {
  describeFlows(
    (group, harness) => {
      it.each(listsOf(group).map((flow) => [variantName(flow), flow] as const))(
        "an incremental pull that is killed at any moment and started again loses and doubles nothing: %s",
        async (_, flow) => {
          const tested = testedFlow(group, flow, harness.subject);
          const seed = readSeed();
          const random = createRandom(seed);
          const expected = await pullTwice(tested, flow, []);
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
            const { statuses, parts, third } = await pullTwice(tested, flow, kills);
            const name = `seed ${seed}, killed at moment ${kills.join(" and then ")}`;
            expect(statuses, name).toEqual(expected.statuses);
            expect(parts, name).toEqual(expected.parts);
            expect(writesOf(third, tested), name).toEqual([]);
          }
        },
        timeoutMs,
      );
    },
    flowGroups.filter((group) => listsOf(group).length > 0),
  );
}
