import type { Fetch, RunEvent, RunOptions, RunResult } from "@hrflow-connectors/core";
import type { OpenApiDocument } from "../document/openapi-document";
import { type CheckedFetch, checkedFetch, type Specification } from "../fakes/engine/checked-fetch";
import type { Fake } from "../fakes/engine/fake-types";
import { isUnder } from "../fakes/engine/find-route";
import { createHrflowFake } from "../fakes/hrflow/create-hrflow-fake";
import type { HrflowState } from "../fakes/hrflow/hrflow-state";
import { hrflowRecords } from "./hrflow-records";
import { createInspectableStore, type InspectableStore } from "./inspectable-store";
import { callOf, endpointOf, type IsRead, type ReceivedRequest } from "./operations";
import { createFileServer, hrflowParameters, keyOf, otherPerson, type Profile, person } from "./person";
import { type ConformanceSettings, namesOf, type TestedAction, type TestedConnection } from "./settings";
import type { VirtualTime } from "./virtual-time";

type Endpoint = TestedAction["definition"]["target"]["endpoints"][number];

/** What all checks of a connector share. */
export interface Subject<State = unknown> {
  settings: ConformanceSettings<State>;
  documents: Record<string, OpenApiDocument>;
  specifications: Record<string, Specification>;
  time: VirtualTime;
  /** The endpoints that the suite saw, by the action's method. */
  called: Map<string, Set<string>>;
  /** The base URLs of documents that requests went to. */
  reached: Set<string>;
  /** The latest run of a check, which its failure shows. */
  latest: { run?: Run | undefined };
}

/** One run: its result, and everything that it emitted, logged and sent. */
export interface Run {
  result: RunResult;
  events: RunEvent[];
  logLines: unknown[];
  received: ReceivedRequest[];
}

export interface RunSettings extends Pick<RunOptions, "fetch" | "store" | "signal" | "deadlineMs" | "rateLimits"> {
  readMode?: "sync" | "incremental";
  dryRun?: boolean;
  /** The number of the person to push. Default 1. */
  person?: number;
  format?: (item: never) => unknown;
  /** Parameters in place of the usual ones. */
  origin?: object;
  target?: object;
}

/** The servers that an action talks to, and a store that outlives its runs. */
export interface Environment<State = unknown> {
  hrflow: Fake<HrflowState>;
  vendor: Fake<State>;
  fakes: readonly Fake<unknown>[];
  fetch: Fetch;
  store: InspectableStore;
  received: readonly ReceivedRequest[];
  checked: CheckedFetch;
  input(settings?: RunSettings): Parameters<TestedAction["call"]>[0];
  /** Gives consent again if the credential works once. Returns whether it did. */
  renew(): boolean;
  /** Runs the action in virtual time. */
  run(settings?: RunSettings): Promise<Run>;
  /** Starts the action without advancing the time: the caller settles it. */
  start(settings?: RunSettings): Promise<Run>;
  /** One line per part of each record that the target holds. */
  parts(): string[];
  /** The ids of the records that the target holds. */
  ids(): string[];
}

const hrflowBase = "https://api.hrflow.ai/v1";

/** Limit of one run in virtual time. */
export const runLimitMs = 30 * 60_000;
/** Flows run every hour. What they load once is kept for some minutes. */
export const hourMs = 3_600_000;

/** Creates the servers for runs of an action. Profiles: the people that HrFlow.ai has, by default one, or three for a list. */
export function createEnvironment<State>(
  subject: Subject<State>,
  action: TestedAction,
  profiles: readonly Profile[] = peopleOf(subject, action),
): Environment<State> {
  const { settings, time, documents } = subject;
  const { apiSecret, apiUser, sourceKey, boardKey } = hrflowParameters;
  const hrflow = createHrflowFake({
    // The other key may only read.
    accounts: [apiSecret, apiSecret.replace("ask_", "askr_")].map((apiKey) => ({ apiKey, userEmail: apiUser })),
    ...{ sources: [sourceKey], boards: [boardKey], strict: true },
    profiles: action.direction === "push" ? [...profiles] : [],
  });
  const vendor = settings.createFake();
  const fakes: Fake<unknown>[] = [hrflow, vendor, createFileServer()];
  const received: ReceivedRequest[] = [];
  const store = createInspectableStore();
  const called = subject.called.get(action.method) ?? new Set();
  subject.called.set(action.method, called);

  const send = (fake: Fake<unknown>) => (request: Request) => {
    const work = fake.fetch(request);
    const latest = fake.requests.at(-1);
    if (!latest) return work;
    received.push({ fake, request: latest });
    for (const base of Object.keys(documents)) if (isUnder(base, latest.url)) subject.reached.add(base);
    const count = (response?: Response) => {
      const call = fake === vendor ? callOf(latest, response, documents) : undefined;
      if (call !== undefined) called.add(call);
    };
    count();
    const counted = work.then((response) => {
      count(response);
      return response;
    });
    return time.track(counted, () => latest.fault === "hang");
  };
  const checked = checkedFetch(send(vendor), subject.specifications);
  const fetch: Fetch = (request) => {
    const fake = fakes.find(({ bases }) => bases.some((base) => request.url.startsWith(`${base}/`)));
    if (!fake) return Promise.reject(new Error(`no server for ${request.url}`));
    return fake === vendor ? checked.fetch(request) : send(fake)(request);
  };

  let renewed: object = {};
  const environment: Environment<State> = {
    ...{ hrflow, vendor, fakes, fetch, store, received, checked },
    input({ person: number = 1, readMode = "sync", dryRun = false, format, origin, target } = {}) {
      const changes = { origin, target };
      const [own, others] =
        action.direction === "push" ? (["origin", "target"] as const) : (["target", "origin"] as const);
      const given = { ...hrflowParameters, ...settings.hrflow, profileKey: keyOf(number) };
      const names = namesOf(action.definition[own].parameters);
      const hrflowSide = Object.fromEntries(Object.entries(given).filter(([name]) => names.includes(name)));
      const vendorSide = parametersOf(settings, action);
      return {
        workflowId: "conformance",
        actionParameters: { readMode, ...(dryRun ? { dryRun } : {}), ...(format ? { format } : {}) },
        [`${own}Parameters`]: { ...hrflowSide, ...changes[own] },
        [`${others}Parameters`]: { ...vendorSide, ...changes[others], ...renewed },
      } as unknown as ReturnType<Environment["input"]>;
    },
    renew() {
      if (!settings.renew) return false;
      renewed = settings.renew(vendor.state);
      return true;
    },
    async start(runSettings = {}) {
      const events: RunEvent[] = [];
      const logLines: unknown[] = [];
      const log = (fields: object, message: string) => void logLines.push([fields, message]);
      const from = received.length;
      const { fetch: ownFetch = fetch, store: ownStore = store, signal, deadlineMs, rateLimits } = runSettings;
      const result = await action.call(environment.input(runSettings), {
        ...{ fetch: ownFetch, store: ownStore, signal, deadlineMs, ...(rateLimits ? { rateLimits } : {}) },
        logger: { debug: log, info: log, warn: log, error: log },
        onEvent: (event) => void events.push(event),
      });
      const run = { result, events, logLines, received: received.slice(from) };
      subject.latest.run = run;
      return run;
    },
    run: (runSettings) => time.settle(environment.start(runSettings), runLimitMs),
    parts: () => recordsOf(environment).flatMap(({ id, parts }) => parts.map((part) => `${nameOf(action, id)}${part}`)),
    ids: () => recordsOf(environment).map(({ id }) => id),
  };
  const recordsOf = ({ vendor: { state } }: Environment<State>) =>
    action.direction === "push" ? (settings.records?.(state) ?? []) : hrflowRecords(hrflow.state);
  return environment;
}

/** Ids of the vendor differ from run to run; HrFlow.ai's records have the vendor's ids as references. */
const nameOf = ({ direction }: TestedAction, id: string) => (direction === "push" ? "" : `${id}: `);

function peopleOf<State>({ settings }: Subject<State>, { readsOne }: TestedAction): Profile[] {
  return (readsOne ? [1] : [1, 3, 4]).map((number) =>
    person(number, {
      ...(number === 1 ? {} : otherPerson(number)),
      ...settings.profile,
    }),
  );
}

export function parametersOf<State>({ parameters }: ConformanceSettings<State>, { method }: TestedAction): object {
  return typeof parameters === "function" ? (parameters as (method: string) => object)(method) : parameters;
}

/** The vendor's connection that the parameters of an action choose. */
export function connectionOf<State>({ settings }: Subject<State>, action: TestedAction): TestedConnection | undefined {
  const { origin, target } = action.call.action;
  const side = action.direction === "push" ? target.write : origin.read;
  return side?.choose(parametersOf(settings, action)).connection;
}

/** Returns which requests of an action only read: those by GET, and by POST what the connection says of the vendor's paths. */
export function readsOf<State>(subject: Subject<State>, action: TestedAction): IsRead {
  const { api } = connectionOf(subject, action) ?? {};
  return ({ method, url }) => {
    if (method !== "POST") return method === "GET";
    if (isUnder(hrflowBase, url)) return /\/search(ing)?\b/.test(url);
    const isDescribed = Object.keys(subject.documents).some((base) => isUnder(base, url));
    const [, path = ""] = endpointOf({ method, url }, subject.documents).split(" ");
    return isDescribed && api?.isRead?.(path) === true;
  };
}

/** The endpoints that an action declares. Those of a protocol that the parameters do not choose are left out. */
export function endpointsOf<State>(subject: Subject<State>, action: TestedAction): Endpoint[] {
  const { origin, target } = action.definition;
  const { endpoints } = action.direction === "push" ? target : origin;
  const { protocol } = connectionOf(subject, action) ?? {};
  return endpoints.filter((endpoint) => endpoint.protocol === protocol);
}
