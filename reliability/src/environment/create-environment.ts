import type { Fetch, RunEvent, RunOptions, RunResult } from "@hrflow-connectors/core";
import { createHrflowFake, type Fake, type FakeRequest } from "@hrflow-connectors/testing/fakes";
import { createFileServer } from "./file-server";
import { createInspectableStore, type InspectableStore } from "./inspectable-store";
import { originParameters } from "./person";
import type { PushFixture, PushInput, Variant, Vendor } from "./variant";

/** A request, and the fake that received it. */
export interface ReceivedRequest {
  fake: Fake<unknown>;
  request: FakeRequest;
}

/** One run of the push: its result, and everything that it emitted, logged, sent and created. */
export interface Run {
  result: RunResult;
  events: RunEvent[];
  logLines: unknown[];
  received: ReceivedRequest[];
  /** What the vendor stores for the person after the run. */
  parts: string[];
}

/** The servers that a push talks to, and a store that outlives its runs. */
export interface Environment {
  vendor: Vendor;
  fakes: readonly Fake<unknown>[];
  /** Routes a request to the fake of its host. */
  fetch: Fetch;
  store: InspectableStore;
  /** The requests so far, of all fakes. */
  received: readonly ReceivedRequest[];
  /** The input of the next push. */
  input(): PushInput;
  push(options?: Pick<RunOptions, "fetch" | "store" | "deadlineMs">): Promise<Run>;
  /** Ends all faults that were injected into the servers and the store. */
  restore(): void;
  /** Gives consent again, if the credential works only once. */
  reauthorize: (() => void) | undefined;
}

/** Observes a pending request. `isStalled` tells whether a fault keeps it from ever settling by itself. */
export type TrackRequest = <T>(work: Promise<T>, isStalled: () => boolean) => Promise<T>;

/** Creates the fakes and the store for one push. */
export function createEnvironment(
  variant: Variant,
  fixture: PushFixture,
  track: TrackRequest = (work) => work,
): Environment {
  const { apiSecret, apiUser, sourceKey } = originParameters;
  const hrflow = createHrflowFake({
    accounts: [{ apiKey: apiSecret, userEmail: apiUser }],
    sources: [sourceKey],
    profiles: [fixture.profile],
  });
  const vendor = variant.createVendor(fixture);
  const fakes: Fake<unknown>[] = [hrflow, vendor.fake, createFileServer()];
  const received: ReceivedRequest[] = [];
  const store = createInspectableStore();
  let targetParameters = variant.targetParameters;

  const fetch: Fetch = (request) => {
    const fake = fakes.find(({ bases }) => bases.some((base) => request.url.startsWith(`${base}/`)));
    if (!fake) return Promise.reject(new Error(`no server for ${request.url}`));
    const work = fake.fetch(request);
    const latest = fake.requests.at(-1);
    if (!latest) return work;
    received.push({ fake, request: latest });
    return track(work, () => latest.fault === "hang");
  };
  const input = () => ({ workflowId: "reliability", originParameters, targetParameters });
  const { reauthorize } = vendor;
  return {
    ...{ vendor, fakes, fetch, store, received, input },
    async push(options) {
      const events: RunEvent[] = [];
      const logLines: unknown[] = [];
      const log = (fields: object, message: string) => void logLines.push([fields, message]);
      const before = received.length;
      const result = await variant.push(input(), {
        ...{ fetch, store, ...options },
        logger: { debug: log, info: log, warn: log, error: log },
        onEvent: (event) => void events.push(event),
      });
      return { result, events, logLines, received: received.slice(before), parts: vendor.parts() };
    },
    restore() {
      for (const fake of fakes) fake.clearFaults();
      store.restore();
      vendor.setPaging?.("normal");
    },
    reauthorize:
      reauthorize && "clientSecret" in targetParameters
        ? () => {
            targetParameters = { ...targetParameters, ...reauthorize() };
          }
        : undefined,
  };
}
