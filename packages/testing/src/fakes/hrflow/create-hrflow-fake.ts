import { createFake } from "../engine/create-fake";
import type { Fake, FakeOptions } from "../engine/fake-types";
import { refused } from "./hrflow-answers";
import { checkHrflowCredentials } from "./hrflow-credentials";
import { type HrflowKind, jobKind, profileKind } from "./hrflow-kinds";
import {
  type HrflowAccount,
  type HrflowContainer,
  type HrflowObject,
  type HrflowState,
  hrflowKey,
  hrflowTime,
} from "./hrflow-state";
import { indexingRoutes } from "./indexing-routes";
import { storedObject } from "./stored-object";

/** What HrFlow.ai knows from the start. */
export interface HrflowFakeOptions extends FakeOptions {
  accounts: HrflowAccount[];
  /** Whole, or by their keys (40 hexadecimal digits). */
  sources?: (string | HrflowContainer)[];
  boards?: (string | HrflowContainer)[];
  /** Stored from the start. Fields that are left out are filled in as by HrFlow.ai; attachments are kept. */
  profiles?: ({ source_key: string } & Record<string, unknown>)[];
  jobs?: ({ board_key: string } & Record<string, unknown>)[];
}

/**
 * A fake of HrFlow.ai: profiles of sources and jobs of boards, created, replaced and read by `/profile/indexing` and
 * `/job/indexing`, with its words, its 400 for what is not there and its 401 that repeats the secret.
 *
 * @see https://developers.hrflow.ai
 */
export function createHrflowFake(options: HrflowFakeOptions): Fake<HrflowState> {
  const now = options.now ?? (() => Date.now());
  return createFake<HrflowState>(
    {
      name: "HrFlow.ai",
      bases: [
        { url: "https://api.hrflow.ai/v1", routes: [...indexingRoutes(profileKind), ...indexingRoutes(jobKind)] },
      ],
      before: checkHrflowCredentials,
      noRoute: ({ allowed }) => (allowed.length > 0 ? refused(405, "Method not allowed") : refused(404, "Not found")),
      createState: () => initialState(options, now()),
    },
    { now },
  );
}

function initialState(options: HrflowFakeOptions, now: number): HrflowState {
  const state: HrflowState = {
    accounts: structuredClone(options.accounts),
    sources: (options.sources ?? []).map(containerOf),
    boards: (options.boards ?? []).map(containerOf),
    profiles: [],
    jobs: [],
    nextId: 1,
  };
  for (const profile of options.profiles ?? []) seed(state, profileKind, profile, now);
  for (const job of options.jobs ?? []) seed(state, jobKind, job, now);
  return state;
}

function containerOf(container: string | HrflowContainer): HrflowContainer {
  if (typeof container !== "string") return { ...container };
  return { key: container, name: "Example", type: "api", subtype: "http_api", environment: "test" };
}

function seed(state: HrflowState, kind: HrflowKind, given: Record<string, unknown>, now: number): void {
  const containerKey = given[`${kind.container}_key`];
  const container = state[kind.containers].find(({ key }) => key === containerKey);
  if (!container) throw new Error(`there is no ${kind.container} ${containerKey} to hold the ${kind.name}`);
  const id = state.nextId++;
  const key = typeof given.key === "string" ? given.key : hrflowKey(id);
  const stored = storedObject(structuredClone(given), { kind, container, now, id, key });
  const managed = Object.fromEntries(
    ["attachments", "archived_at", "updated_at"].flatMap((name) => (name in given ? [[name, given[name]]] : [])),
  );
  (state[kind.objects] as HrflowObject[]).push({ ...stored, updated_at: hrflowTime(now), ...managed });
}
