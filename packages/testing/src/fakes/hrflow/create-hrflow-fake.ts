import { createFake } from "../engine/create-fake";
import type { Fake, FakeCall, FakeOptions, FakeResponse } from "../engine/fake-types";
import { clockOf } from "../engine/strict";
import { authRoute, containerRoutes } from "./container-routes";
import { type HrflowKind, jobKind, profileKind } from "./hrflow-kinds";
import { failure } from "./hrflow-responses";
import {
  type HrflowAccount,
  type HrflowContainer,
  type HrflowObject,
  type HrflowState,
  hrflowKey,
  hrflowTime,
} from "./hrflow-state";
import { indexingRoutes } from "./indexing-routes";
import { fileHost, type ParsingSettings, parsingRoutes, storeParsed } from "./parsing-routes";
import { storedObject } from "./stored-object";
import { storingRoutes } from "./storing-routes";
import { type ReadJob, textRoutes } from "./text-routes";

/** The initial data of HrFlow.ai. */
export interface HrflowFakeOptions extends FakeOptions, ParsingSettings {
  accounts: HrflowAccount[];
  /** Objects, or only their keys (40 hexadecimal digits). */
  sources?: (string | HrflowContainer)[];
  boards?: (string | HrflowContainer)[];
  /** Stored initially. Absent fields get the defaults of HrFlow.ai. Attachments are kept. */
  profiles?: ({ source_key: string } & Record<string, unknown>)[];
  jobs?: ({ board_key: string } & Record<string, unknown>)[];
  /** Query parameters of lists that have no effect, such as `email`: an API may ignore a filter that it does not know. Default: none. */
  ignoredFilters?: readonly string[];
  /** What HrFlow.ai reads in the text of a job. Default: nothing. */
  readJob?: ReadJob;
}

const apiUrl = "https://api.hrflow.ai/v1";

/**
 * Creates a fake of HrFlow.ai: it creates, replaces, reads, lists and archives the profiles of sources and the jobs of boards,
 * takes files, of which a test says what parsing yields, and parses the texts of jobs. As in the real API, a missing object is a 400,
 * and a 401 repeats the secret in its message.
 *
 * @see https://developers.hrflow.ai
 */
export function createHrflowFake(options: HrflowFakeOptions): Fake<HrflowState> {
  const now = clockOf(options);
  const kinds = [profileKind, jobKind].flatMap((kind) => [
    ...indexingRoutes(kind),
    ...storingRoutes(kind, options.ignoredFilters),
    ...containerRoutes(kind),
  ]);
  return createFake<HrflowState>(
    {
      name: "HrFlow.ai",
      bases: [
        {
          url: apiUrl,
          routes: [authRoute(), ...kinds, ...parsingRoutes(options), ...textRoutes(options.readJob ?? (() => ({})))],
        },
        fileHost,
      ],
      before(call) {
        storeParsed(call.state, call.now());
        return call.base === apiUrl ? checkCredentials(call) : undefined;
      },
      noRoute: ({ allowed }) => (allowed.length > 0 ? failure(405, "Method not allowed") : failure(404, "Not found")),
      refuseText: (_, field) => failure(400, `Bad request. ${field} contains invalid characters`),
      createState: () => initialState(options, now()),
    },
    options,
  );
}

/** A request without `x-user-email` passes, one with a blank value does not. */
function checkCredentials({ state, method, headers }: FakeCall<HrflowState>): FakeResponse | undefined {
  const key = headers.get("x-api-key") ?? "";
  const email = headers.get("x-user-email");
  const account = state.accounts.find(({ apiKey }) => apiKey === key);
  // The real message repeats the secret too.
  const unauthorized = (permission: string) =>
    failure(401, `Unauthorized. Invalid secret key: ${key} for permission: ${permission}`);
  if (!account) return unauthorized("all");
  if (email !== null && email !== account.userEmail) return failure(401, "Unauthorized. Invalid Role");
  if (method === "GET" && key.startsWith("askw_")) return unauthorized("read");
  if (method !== "GET" && key.startsWith("askr_")) return unauthorized("write");
  return undefined;
}

function initialState(options: HrflowFakeOptions, now: number): HrflowState {
  const state: HrflowState = {
    accounts: structuredClone(options.accounts),
    sources: (options.sources ?? []).map(containerOf),
    boards: (options.boards ?? []).map(containerOf),
    profiles: [],
    files: new Map(),
    queue: [],
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
  if (!container) throw new Error(`Cannot store the ${kind.name}: there is no ${kind.container} ${containerKey}`);
  const id = state.nextId++;
  const key = typeof given.key === "string" ? given.key : hrflowKey(id);
  const stored = storedObject(structuredClone(given), { kind, container, now, id, key });
  const managed = Object.fromEntries(
    ["attachments", "archived_at", "updated_at"].flatMap((name) => (name in given ? [[name, given[name]]] : [])),
  );
  (state[kind.objects] as HrflowObject[]).push({ ...stored, updated_at: hrflowTime(now), ...managed });
}
