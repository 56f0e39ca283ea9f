import type { Fetch, RunEvent, RunOptions, RunResult } from "@hrflow-connectors/core";
import { createHrflowFake, type Fake } from "@hrflow-connectors/testing/fakes";
import {
  createFileServer,
  createInspectableStore,
  type InspectableStore,
  type ReceivedRequest,
} from "@hrflow-connectors/testing/vitest";
import type { TrackRequest } from "../environment/create-environment";
import { originParameters } from "../environment/person";
import { secrets } from "../environment/secrets";
import type { Profile } from "../environment/variant";

/** An action that moves several records, or that has no lookup: what it does beside the pushes of single profiles. */
export interface Flow {
  connector: "Lever" | "Greenhouse";
  /** The action, and how it reaches the vendor if there are several ways. */
  credential: string;
  /** The name of the fake that it reads from. */
  origin: string;
  /** Whether the target has no lookup, so that an unknown outcome stays unknown. */
  mayBeUnsure: boolean;
  /** Whether each run updates what it wrote before, also if nothing has changed. */
  alwaysUpdates?: boolean;
  /** Creates the servers that it talks to, and a store. They outlive its runs. */
  connect(track: TrackRequest): FlowEnvironment;
}

export type ReadMode = "sync" | "incremental";

/** One run of a flow: its result, and everything that it emitted, logged and sent. */
export interface FlowRun {
  result: RunResult;
  events: RunEvent[];
  logLines: unknown[];
  received: ReceivedRequest[];
}

export interface FlowEnvironment {
  fakes: readonly Fake<unknown>[];
  fetch: Fetch;
  store: InspectableStore;
  received: readonly ReceivedRequest[];
  run(readMode: ReadMode, options?: Pick<RunOptions, "fetch" | "store">): Promise<FlowRun>;
  /** One line per part of each record that the target holds. */
  parts(): string[];
  /** Changes a record of the origin and adds one. */
  change(): void;
}

/** What a kind of flow brings: its vendor, its parameters, and what its target holds. */
export interface FlowSides extends Pick<FlowEnvironment, "parts" | "change"> {
  fakes: readonly Fake<unknown>[];
  run(readMode: ReadMode, options: RunOptions): Promise<RunResult>;
}

export function connectFlow(sides: FlowSides, track: TrackRequest): FlowEnvironment {
  const received: ReceivedRequest[] = [];
  const store = createInspectableStore();
  const fakes = [...sides.fakes, createFileServer()];
  const fetch: Fetch = (request) => {
    const fake = fakes.find(({ bases }) => bases.some((base) => request.url.startsWith(`${base}/`)));
    if (!fake) return Promise.reject(new Error(`no server for ${request.url}`));
    const work = fake.fetch(request);
    const latest = fake.requests.at(-1);
    if (!latest) return work;
    received.push({ fake, request: latest });
    return track(work, () => latest.fault === "hang");
  };
  return {
    ...{ fakes, fetch, store, received, parts: sides.parts, change: sides.change },
    async run(readMode, options) {
      const events: RunEvent[] = [];
      const logLines: unknown[] = [];
      const log = (fields: object, message: string) => void logLines.push([fields, message]);
      const before = received.length;
      const result = await sides.run(readMode, {
        ...{ fetch, store, ...options },
        logger: { debug: log, info: log, warn: log, error: log },
        onEvent: (event) => void events.push(event),
      });
      return { result, events, logLines, received: received.slice(before) };
    },
  };
}

const { apiUser, sourceKey } = originParameters;
/** The secret of HrFlow.ai, of a key that may write. */
const writeSecret = secrets.hrflowKey.replace("askr_", "ask_");

export const hrflowTarget = { apiSecret: writeSecret, apiUser, sourceKey, upsert: true };

const boardKey = "b".repeat(40);
export const hrflowBoard = { apiSecret: writeSecret, apiUser, boardKey, updateContent: true };

/** HrFlow.ai with a source of these profiles, and an empty board. */
export function createHrflow(profiles: readonly Profile[] = []) {
  return createHrflowFake({
    accounts: [writeSecret, secrets.hrflowKey].map((apiKey) => ({ apiKey, userEmail: apiUser })),
    ...{ sources: [sourceKey], boards: [boardKey], profiles: [...profiles], strict: true },
  });
}

type Hrflow = ReturnType<typeof createHrflow>;

/** The parts of the profiles in HrFlow.ai that a pull writes. */
export function profileParts({ state }: Hrflow): string[] {
  return state.profiles.flatMap((profile) => {
    const lists = ["experiences", "educations", "tags"].flatMap((name) =>
      ((profile[name] as object[] | null) ?? []).map((entry) => `${name} ${JSON.stringify(entry)}`),
    );
    const files = ((profile.attachments as { original_file_name?: string }[] | null) ?? []).map(
      (file) => `file ${file.original_file_name}`,
    );
    const { full_name, email } = profile.info as { full_name?: string; email?: string };
    const person = full_name ? [`profile ${full_name} ${email}`] : [];
    return [...person, ...lists, ...files].map((part) => `${profile.reference}: ${part}`);
  });
}

/** The parts of the jobs in HrFlow.ai that a pull writes. */
export function jobParts({ state }: Hrflow): string[] {
  return state.jobs.flatMap(({ reference, name, sections, tags, archived_at }) => {
    const lists = [...((sections as object[]) ?? []), ...((tags as object[]) ?? [])].map((one) => JSON.stringify(one));
    const parts = [`job ${name}${archived_at ? ", archived" : ""}`, ...lists];
    return parts.map((part) => `${reference}: ${part}`);
  });
}
