import { describe, expect, it } from "vitest";
import * as z from "zod";
import { createAcme, stream } from "../__fixtures__/acme";
import { action, connection, messageOf } from "../__fixtures__/definitions";
import { runAction } from "../run/run-action";
import { defineAlternatives, defineWarehouse } from "./define-warehouse";

const read = { endpoints: [], read: () => stream<object>([]) };
const write = { endpoints: [], write: async () => ({ id: "1" }) };

describe("a mistake in a warehouse is reported by name", () => {
  /** The message for a warehouse with changes that the types would not allow. */
  const messageWith = (changes: object) =>
    messageOf(() => defineWarehouse({ name: "Acme jobs", dataType: "job", connection, read, ...changes } as never));

  it("no connection", () => {
    expect(messageWith({ connection: undefined })).toMatchInlineSnapshot(
      `"warehouse "Acme jobs": connection is missing"`,
    );
  });

  it("a connection without a name in lower case", () => {
    expect(messageWith({ connection: { ...connection, name: "Acme" } })).toMatchInlineSnapshot(
      `"warehouse "Acme jobs": expected the connection's name in lower case, found "Acme""`,
    );
    expect(messageWith({ connection: { ...connection, name: undefined } })).toMatchInlineSnapshot(
      `"warehouse "Acme jobs": expected the connection's name in lower case, found undefined"`,
    );
  });

  it("a connection without an api", () => {
    expect(messageWith({ connection: { ...connection, api: undefined } })).toMatchInlineSnapshot(
      `"warehouse "Acme jobs": the connection has no api: give typedApi<paths>({ ... })"`,
    );
  });

  it("a connection without auth", () => {
    expect(messageWith({ connection: { ...connection, auth: { type: "none" } } })).toMatchInlineSnapshot(
      `"warehouse "Acme jobs": the connection has no auth function"`,
    );
  });

  it("a connection without an account", () => {
    expect(messageWith({ connection: { ...connection, account: undefined } })).toMatchInlineSnapshot(
      `"warehouse "Acme jobs": the connection has no account function: it identifies what is written to"`,
    );
  });

  it("neither read nor write", () => {
    expect(messageWith({ read: undefined })).toMatchInlineSnapshot(
      `"warehouse "Acme jobs": expected read, write or both"`,
    );
  });

  it("a read or write that is not a function", () => {
    expect(messageWith({ read: { endpoints: [] } })).toMatchInlineSnapshot(
      `"warehouse "Acme jobs": read.read is not a function"`,
    );
    expect(messageWith({ write: { endpoints: [], open: async () => ({ write }) } })).toMatchInlineSnapshot(
      `"warehouse "Acme jobs": write.write is not a function"`,
    );
  });

  it("no list of endpoints", () => {
    expect(messageWith({ read: { read: read.read } })).toMatchInlineSnapshot(
      `"warehouse "Acme jobs": read.endpoints is not a list"`,
    );
    expect(messageWith({ write: { write: write.write, endpoints: "GET /jobs" } })).toMatchInlineSnapshot(
      `"warehouse "Acme jobs": write.endpoints is not a list"`,
    );
  });

  it("an endpoint of another form", () => {
    expect(messageWith({ read: { ...read, endpoints: ["/jobs"] } })).toMatchInlineSnapshot(
      `"warehouse "Acme jobs": endpoint "/jobs": expected a method and a path, such as "GET /jobs""`,
    );
    for (const endpoint of ["get /jobs", "GET jobs", "GET  /jobs", "FETCH /jobs", "GET /jobs /more"])
      expect(messageWith({ read: { ...read, endpoints: [{ endpoint }] } })).toContain(JSON.stringify(endpoint));
  });

  it("a concurrency below 1", () => {
    expect(messageWith({ write: { ...write, concurrency: 0 } })).toMatchInlineSnapshot(
      `"warehouse "Acme jobs": write.concurrency: expected a whole number from 1, found 0"`,
    );
    for (const concurrency of [-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, "2"])
      expect(messageWith({ write: { ...write, concurrency } })).toContain(`found ${concurrency}`);
  });
});

it("writes to the alternative that the parameters ask for, and names the protocol of each endpoint", async () => {
  const parameters = z.object({ isNew: z.boolean() });
  const alternative = (protocol: string, concurrency: number, id: string) =>
    defineWarehouse({
      name: protocol,
      dataType: "job",
      connection: { ...connection, protocol, parameters },
      write: { endpoints: ["GET /jobs"], concurrency, write: async (_: object) => ({ id }) },
    });
  const [older, newer] = [alternative("v1", 2, "old"), alternative("v2", 8, "new")];
  const jobs = defineAlternatives({
    name: "Acme jobs",
    dataType: "job",
    parameters,
    of: [newer, older],
    choose: ({ isNew }) => (isNew ? newer : older),
  });
  const { connector } = createAcme().pushProfile;
  const running = { connector, id: "push_job", action: { ...action, target: jobs } };
  const idsFor = async (isNew: boolean) => {
    const input = { workflowId: "w", originParameters: { apiSecret: "secret" }, targetParameters: { isNew } };
    return (await runAction(running, input)).receipts.map(({ id }) => id);
  };
  expect(jobs.write).toMatchObject({ concurrency: 2, connections: [{ protocol: "v2" }, { protocol: "v1" }] });
  expect(jobs.write.endpoints).toEqual([
    { method: "GET", path: "/jobs", protocol: "v2" },
    { method: "GET", path: "/jobs", protocol: "v1" },
  ]);
  expect(await idsFor(true)).toEqual(["new", "new", "new"]);
  expect(await idsFor(false)).toEqual(["old", "old", "old"]);
});
