import type { Fetch, RunEvent, RunOptions, RunResult } from "@hrflow-connectors/core";
import { createHrflowFake, type Fake, type FakeRequest } from "@hrflow-connectors/testing/fakes";
import { createFileServer } from "./file-server";
import { createInspectableStore } from "./inspectable-store";
import { originParameters } from "./person";
import type { PushInput, Scenario, Variant, Vendor } from "./variant";

/** A request and the fake that it went to. */
export interface Arrival {
  fake: Fake<unknown>;
  request: FakeRequest;
}

/** One run of the push: its result, and everything that it let out. */
export interface Run {
  result: RunResult;
  events: RunEvent[];
  lines: unknown[];
  arrivals: Arrival[];
  parts: string[];
}

export interface World {
  vendor: Vendor;
  fakes: readonly Fake<unknown>[];
  /** Answers as all of the vendors do. */
  fetch: Fetch;
  store: ReturnType<typeof createInspectableStore>;
  /** What arrived so far, at any of the fakes. */
  arrivals: readonly Arrival[];
  /** What a push is given at present. */
  input(): PushInput;
  push(surroundings?: Pick<RunOptions, "fetch" | "store" | "deadlineMs">): Promise<Run>;
  /** Has the person consent again, where the credential is of a kind that can be lost. */
  consent: (() => void) | undefined;
}

/** Told of every request that is under way, and of whether its fault leaves it waiting for good. */
export type Watch = <T>(work: Promise<T>, isStuck: () => boolean) => Promise<T>;

const unwatched: Watch = (work) => work;

/** The vendors of a push, and a store that outlives its runs. */
export function createWorld(variant: Variant, scenario: Scenario, watch: Watch = unwatched): World {
  const { apiSecret, apiUser, sourceKey } = originParameters;
  const hrflow = createHrflowFake({
    accounts: [{ apiKey: apiSecret, userEmail: apiUser }],
    sources: [sourceKey],
    profiles: [scenario.profile],
  });
  const vendor = variant.createVendor(scenario);
  const fakes: Fake<unknown>[] = [hrflow, vendor.fake, createFileServer()];
  const arrivals: Arrival[] = [];
  const store = createInspectableStore();
  let targetParameters = variant.targetParameters;

  const fetch: Fetch = (request) => {
    const fake = fakes.find(({ bases }) => bases.some((base) => request.url.startsWith(`${base}/`)));
    if (!fake) return Promise.reject(new Error(`nobody answers at ${request.url}`));
    const work = fake.fetch(request);
    const arrived = fake.requests.at(-1);
    if (!arrived) return work;
    arrivals.push({ fake, request: arrived });
    return watch(work, () => arrived.fault === "hang");
  };
  const input = () => ({ workflowId: "reliability", originParameters, targetParameters });
  const { consent } = vendor;
  return {
    ...{ vendor, fakes, fetch, store, arrivals, input },
    async push(surroundings) {
      const events: RunEvent[] = [];
      const lines: unknown[] = [];
      const log = (fields: object, message: string) => void lines.push([fields, message]);
      const before = arrivals.length;
      const result = await variant.push(input(), {
        ...{ fetch, store, ...surroundings },
        logger: { debug: log, info: log, warn: log, error: log },
        onEvent: (event) => void events.push(event),
      });
      return { result, events, lines, arrivals: arrivals.slice(before), parts: vendor.parts() };
    },
    consent:
      consent && "clientSecret" in targetParameters
        ? () => {
            targetParameters = { ...targetParameters, ...consent() };
          }
        : undefined,
  };
}
