import type { RunOptions } from "@hrflow-connectors/core";
import { greenhouse } from "@hrflow-connectors/greenhouse";
import { lever } from "@hrflow-connectors/lever";
import { createHrflowFake } from "@hrflow-connectors/testing/fakes";
import {
  actionsOf,
  createEnvironment as createServers,
  type Environment as Servers,
  type Run as ServersRun,
  type TestedAction,
  type VirtualTime,
} from "@hrflow-connectors/testing/vitest";
import { originParameters } from "./person";
import { type Profile, type PushFixture, partsOf, type Variant, type Vendor } from "./variant";

/** One run of the push, and what the vendor stores after it. */
export interface Run extends ServersRun {
  parts: string[];
}

/** The servers that a push talks to, and a store that outlives its runs. */
export interface Environment extends Pick<Servers, "fakes" | "fetch" | "store" | "received"> {
  vendor: Vendor;
  action: TestedAction;
  /** The input of the next push. Default: of the fixture's profile, with the variant's credential. */
  input(pushed?: Pushed): ReturnType<Servers["input"]>;
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

/** Creates the fakes and the store for one push. `track` observes pending requests in virtual time. */
export function createEnvironment(
  variant: Variant,
  fixture: PushFixture,
  track: VirtualTime["track"] = (work) => work,
): Environment {
  const vendor = variant.createVendor(fixture);
  const connector = { Lever: lever, Greenhouse: greenhouse }[variant.connector];
  const action = actionsOf(connector).find(({ method }) => method === "pushProfile") as TestedAction;
  const settings = { createFake: () => vendor.fake, parameters: {}, documents: {} };
  const time = { track } as VirtualTime;
  const subject = {
    settings,
    documents: {},
    specifications: {},
    time,
    called: new Map(),
    reached: new Set<string>(),
    latest: {},
  };
  const servers = createServers(subject, action, [fixture.profile]);
  let renewed: object = {};

  const parametersOf = ({ profileKey, variant: reached }: Pushed = { profileKey: fixture.profile.key, variant }) => ({
    origin: { ...originParameters, profileKey },
    target: { ...reached.targetParameters, ...(reached === variant ? renewed : {}) },
  });
  const { hrflow, fakes, fetch, store, received } = servers;
  const { reauthorize } = vendor;
  return {
    ...{ vendor, action, fakes, fetch, store, received },
    input: (pushed) => servers.input(parametersOf(pushed)),
    async push(options, pushed) {
      const run = await servers.start({ ...options, ...parametersOf(pushed) } as Parameters<Servers["start"]>[0]);
      return { ...run, parts: partsOf(vendor) };
    },
    setProfile(profile) {
      const { sourceKey } = originParameters;
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
