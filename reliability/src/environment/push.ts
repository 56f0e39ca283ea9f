import type { RunOptions } from "@hrflow-connectors/core";
import { greenhouse } from "@hrflow-connectors/greenhouse";
import { lever } from "@hrflow-connectors/lever";
import { createHrflowFake } from "@hrflow-connectors/testing/fakes";
import {
  actionsOf,
  type Baseline,
  createEnvironment as createServers,
  isComplete,
  type Run,
  type Environment as Servers,
  type Tested,
  testedAction,
  type VirtualTime,
} from "@hrflow-connectors/testing/vitest";
import { person, secretParts } from "./person";
import type { Profile, PushFixture, Variant, VendorRecord } from "./variant";

/** Limit of one run in virtual time. */
export const runLimitMs = 30 * 60_000;

/** The push of a fixture, as the conformance suite runs it. `parametersOf`: for processes that reach the vendor in several ways. */
export function testedPush(
  time: VirtualTime,
  variant: Variant,
  fixture: PushFixture,
  parametersOf = () => variant.targetParameters,
): Tested<object> {
  const action = actionsOf({ Lever: lever, Greenhouse: greenhouse }[variant.connector]).find(
    ({ method }) => method === "pushProfile",
  );
  if (!action) throw new Error(`${variant.connector} has no pushProfile`);
  const { usualPart, renew } = variant;
  const settings = {
    ...{ documents: {}, parameters: parametersOf, profile: fixture.profile, secrets: secretParts, usualPart },
    createFake: () => variant.createFake(fixture),
    // A person may have several records.
    records: (state: object) =>
      variant
        .records(state)
        .flatMap(({ ids, parts }) => ids.map((id, index) => ({ id, parts: index === 0 ? parts : [] }))),
    ...(renew ? { renew } : {}),
  };
  const shared = { documents: {}, specifications: {}, called: new Map(), reached: new Set<string>(), latest: {} };
  return testedAction({ settings, time, ...shared }, action);
}

const known = new Map<string, { time: VirtualTime; baseline: Promise<Baseline> }>();

/** What a push without faults does. */
export function baselineOf(time: VirtualTime, variant: Variant, pushed: PushFixture): Promise<Baseline> {
  // The suite pushes the first person.
  const fixture = { ...pushed, profile: { ...pushed.profile, key: person().key } };
  const key = JSON.stringify([variant.connector, variant.credential, fixture]);
  const found = known.get(key);
  if (found?.time === time) return found.baseline;
  const baseline = testedPush(time, variant, fixture).baseline().then(checked(variant, fixture));
  known.set(key, { time, baseline });
  return baseline;
}

const checked = (variant: Variant, fixture: PushFixture) => (baseline: Baseline) => {
  if (isComplete(baseline.run)) return baseline;
  const result = JSON.stringify(baseline.run.result);
  throw new Error(`${variant.credential}, ${fixture.name}: fails without faults: ${result}`);
};

/** The servers that pushes of several people or protocols talk to, and a store that outlives the runs. */
export interface Environment extends Servers<object> {
  tested: Tested<object>;
  push(options?: Pick<RunOptions, "fetch" | "store" | "deadlineMs">, pushed?: Pushed): Promise<Run>;
  records(): VendorRecord[];
  /** Replaces the profile of this key at HrFlow.ai, or adds it. */
  setProfile(profile: Profile): void;
  /** Ends all faults that were injected into the servers and the store. */
  restore(): void;
}

/** What is pushed, and how the vendor is reached. */
export interface Pushed {
  profileKey: string;
  variant: Variant;
}

/** For runs in real time. */
const realTime = { track: (work) => work } as VirtualTime;

/** Creates the fakes and the store for pushes to one account. */
export function createEnvironment(variant: Variant, fixture: PushFixture, time = realTime): Environment {
  let reached = variant;
  const tested = testedPush(time, variant, fixture, () => reached.targetParameters);
  const servers = createServers(tested.subject, tested.action);
  return {
    ...{ ...servers, tested },
    push(options, { profileKey, variant: chosen } = { profileKey: fixture.profile.key, variant }) {
      reached = chosen;
      return servers.start({ ...options, origin: { profileKey } } as Parameters<Servers["start"]>[0]);
    },
    records: () => variant.records(servers.vendor.state),
    setProfile(profile) {
      const { hrflow } = servers;
      const { state } = createHrflowFake({ accounts: [], sources: [profile.source_key], profiles: [profile] });
      hrflow.state.profiles = [...hrflow.state.profiles.filter(({ key }) => key !== profile.key), ...state.profiles];
    },
    restore() {
      for (const fake of servers.fakes) fake.clearFaults();
      servers.store.restore();
    },
  };
}
