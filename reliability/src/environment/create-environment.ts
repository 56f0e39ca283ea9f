import type { Fetch, RunEvent, RunOptions, RunResult } from "@hrflow-connectors/core";
import { createHrflowFake, type Fake } from "@hrflow-connectors/testing/fakes";
import {
  createFileServer,
  createInspectableStore,
  type InspectableStore,
  type ReceivedRequest,
} from "@hrflow-connectors/testing/vitest";
import { originParameters } from "./person";
import { type Profile, type PushFixture, type PushInput, partsOf, type Variant, type Vendor } from "./variant";

/** One run of the push: its result, and everything that it emitted, logged, sent and created. */
export interface Run {
  result: RunResult;
  events: RunEvent[];
  logLines: unknown[];
  received: ReceivedRequest[];
  /** What the vendor stores after the run. */
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
  /** The input of the next push. Default: of the fixture's profile, with the variant's credential. */
  input(pushed?: Pushed): PushInput;
  push(options?: Pick<RunOptions, "fetch" | "store" | "deadlineMs">, pushed?: Pushed): Promise<Run>;
  /** Replaces the profile of this key at HrFlow.ai, or adds it. */
  setProfile(profile: Profile): void;
  /** Ends all faults that were injected into the servers and the store. */
  restore(): void;
  /** Gives consent again, if the credential works only once. */
  reauthorize: (() => void) | undefined;
}

/** What is pushed, and how the vendor is reached. */
export interface Pushed {
  profileKey: string;
  variant: Variant;
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
    strict: true,
  });
  const vendor = variant.createVendor(fixture);
  const fakes: Fake<unknown>[] = [hrflow, vendor.fake, createFileServer()];
  const received: ReceivedRequest[] = [];
  const store = createInspectableStore();
  let renewed: object = {};

  const fetch: Fetch = (request) => {
    const fake = fakes.find(({ bases }) => bases.some((base) => request.url.startsWith(`${base}/`)));
    if (!fake) return Promise.reject(new Error(`no server for ${request.url}`));
    const work = fake.fetch(request);
    const latest = fake.requests.at(-1);
    if (!latest) return work;
    received.push({ fake, request: latest });
    return track(work, () => latest.fault === "hang");
  };
  const input = ({ profileKey, variant: reached }: Pushed = { profileKey: fixture.profile.key, variant }) => ({
    workflowId: "reliability",
    originParameters: { ...originParameters, profileKey },
    targetParameters: { ...reached.targetParameters, ...(reached === variant ? renewed : {}) },
  });
  const { reauthorize } = vendor;
  return {
    ...{ vendor, fakes, fetch, store, received, input },
    async push(options, pushed) {
      const events: RunEvent[] = [];
      const logLines: unknown[] = [];
      const log = (fields: object, message: string) => void logLines.push([fields, message]);
      const before = received.length;
      const result = await (pushed?.variant ?? variant).push(input(pushed), {
        ...{ fetch, store, ...options },
        logger: { debug: log, info: log, warn: log, error: log },
        onEvent: (event) => void events.push(event),
      });
      return { result, events, logLines, received: received.slice(before), parts: partsOf(vendor) };
    },
    setProfile(profile) {
      const { state } = createHrflowFake({ accounts: [], sources: [sourceKey], profiles: [profile] });
      const others = hrflow.state.profiles.filter(({ key }) => key !== profile.key);
      hrflow.state.profiles = [...others, ...state.profiles];
    },
    restore() {
      for (const fake of fakes) fake.clearFaults();
      store.restore();
      vendor.setPaging?.("normal");
    },
    reauthorize:
      reauthorize && "clientSecret" in variant.targetParameters
        ? () => {
            renewed = reauthorize();
          }
        : undefined,
  };
}
