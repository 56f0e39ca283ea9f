import type { RunEvent, Store } from "@hrflow-connectors/core";
import {
  defineAction,
  defineConnection,
  defineConnector,
  defineWarehouse,
  typedApi,
} from "@hrflow-connectors/core/connector";
import * as z from "zod";

export interface Person {
  reference: string;
  updatedAt: string;
}

export interface AcmeSettings {
  store: Store;
  /** Default: `person(0)` and `person(1)`. */
  people?: Person[];
  /** Default: the person's `updatedAt`. */
  cursor?: (person: Person) => string;
  /** Called with the cursor that a run reads from. */
  onRead?: (since: string | null) => void;
}

/** Each person was updated a minute after the one before. */
export function person(index: number): Person {
  return { reference: `p${index}`, updatedAt: new Date(Date.UTC(2026, 0, 1, 0, index)).toISOString() };
}

const connection = defineConnection({
  name: "acme",
  api: typedApi<object>({ baseUrl: "https://api.acme.example" }),
  parameters: z.object({}),
  auth: () => ({ type: "none" }),
  account: () => "acme",
});

/** Runs an in-memory connector once, incrementally. Returns the result, the events and the log. */
export async function runAcme({ store, people = [person(0), person(1)], ...settings }: AcmeSettings) {
  const { cursor = ({ updatedAt }: Person) => updatedAt, onRead } = settings;
  const warehouse = defineWarehouse({
    name: "Acme people",
    dataType: "profile",
    connection,
    read: {
      endpoints: [],
      async *read({ since }): AsyncGenerator<Person> {
        onRead?.(since);
        yield* people;
      },
      cursor,
      overlapMs: 0,
    },
    write: {
      endpoints: [],
      idempotent: true,
      write: async ({ reference }: Person) => ({ id: `created-${reference}` }),
    },
  });
  const acme = defineConnector({
    name: "Acme",
    slug: "acme",
    type: "ATS",
    url: "https://acme.example",
    description: "An applicant tracking system in memory",
    package: { name: "hrflow-connector-acme", version: "1.2.3" },
    actions: {
      pushProfile: defineAction({
        description: "Pushes people.",
        origin: warehouse,
        target: warehouse,
        format: (item) => item,
      }),
    },
  });
  const events: RunEvent[] = [];
  const lines: { fields: object; message: string }[] = [];
  const log = (fields: object, message: string) => void lines.push({ fields, message });
  const result = await acme.pushProfile(
    {
      workflowId: "workflow",
      actionParameters: { readMode: "incremental" },
      originParameters: {},
      targetParameters: {},
    },
    { store, logger: { debug: log, info: log, warn: log, error: log }, onEvent: (event) => void events.push(event) },
  );
  return { result, events, lines };
}
