import { describe, expect, it } from "vitest";
import * as z from "zod";
import { people, stream } from "./__fixtures__/acme";
import { connection } from "./__fixtures__/definitions";
import type { WriteContext } from "./contract/write";
import { defineAction, defineConnector } from "./define/define-connector";
import { defineConnection, defineWarehouse } from "./define/define-warehouse";
import { createApi, typedApi } from "./http/api";
import { createHttp } from "./http/http";

interface Call<Body> {
  post: {
    requestBody: { content: { "application/json": object } };
    responses: { 200: { content: { "application/json": Body } } };
  };
}
interface Paths {
  "/candidate.list": Call<{ success: true; results: { id: string }[] }> & { put: Call<{ success: true }>["post"] };
  "/candidate.create": Call<{ success: true; results: { id: string } }>;
}

const refused = (code: string) => Response.json({ success: false, errors: [code] });
const reset = () => Promise.reject(new TypeError("fetch failed", { cause: { code: "ECONNRESET" } }));
const list = async () => Response.json({ success: true, results: [{ id: "c1" }] });
const created = async () => Response.json({ success: true, results: { id: "c2" } });

/** A vendor that knows no GET, and whose errors have status 200. */
function createRpc(...responses: (() => Promise<Response>)[]) {
  return createRpcAt("https://rpc.example", ...responses);
}

function createRpcAt(baseUrl: string, ...responses: (() => Promise<Response>)[]) {
  const sent: string[] = [];
  const fetch = async ({ url }: Request) => {
    sent.push(new URL(url).pathname);
    return (responses.shift() ?? list)();
  };
  const rpc = defineConnection({
    name: "rpc",
    api: typedApi<Paths>({
      baseUrl,
      isRead: (path) => path === "/candidate.list",
      errorStatus: (body) => {
        const { success, errors } = body as { success: boolean; errors?: string[] };
        return success ? undefined : errors?.includes("internal") ? 500 : 422;
      },
    }),
    parameters: z.object({ team: z.string() }),
    auth: () => ({ type: "none" }),
    account: ({ team }) => team,
  });
  const readList = ({ api }: Pick<WriteContext<Paths, unknown>, "api">) => api.POST("/candidate.list", { body: {} });
  const candidates = defineWarehouse({
    name: "Candidates",
    dataType: "profile",
    connection: rpc,
    read: {
      endpoints: [],
      async *read() {
        yield* people(1);
      },
    },
    write: {
      endpoints: [
        { endpoint: "POST /candidate.list", permission: "read" },
        { endpoint: "POST /candidate.create", permission: "write" },
      ],
      check: async ({ api, probe }) => void (await probe("the list", () => readList({ api }), "ask for it")),
      async plan(_: object, { api, parameters }) {
        if (parameters.team === "replaced") await api.PUT("/candidate.list", { body: {} });
        const { results } = await readList({ api });
        return { action: "skip", id: results[0]?.id ?? "" };
      },
      async write(_: object, { api, step }) {
        await readList({ api });
        const { id } = await step("candidate", {
          create: async () => (await api.POST("/candidate.create", { body: {} })).results,
          keep: (one) => ({ id: one.id }),
        });
        return { id };
      },
    },
  });
  const { push, definition, check } = defineConnector({
    ...{ name: "Rpc", slug: "rpc", type: "ATS", url: "https://rpc.example", description: "A test." },
    package: { name: "rpc", version: "1.0.0" },
    actions: {
      push: defineAction({ description: "Pushes.", origin: candidates, target: candidates, format: (one) => one }),
    },
  });
  const parameters = { team: "a" };
  const run = (dryRun = false, targetParameters = parameters) =>
    push({ workflowId: "w", originParameters: parameters, targetParameters, actionParameters: { dryRun } }, { fetch });
  return { sent, run, definition, check: () => check({ action: "push", targetParameters: parameters }, { fetch }) };
}

describe("a POST that only reads", () => {
  it("is repeated after a lost response, while a create is not", async () => {
    const { run, sent } = createRpc(reset, list, reset);
    const { failures } = await run();
    expect(failures).toMatchObject([{ stage: "write", error: { code: "network_error" } }]);
    expect(sent).toEqual(["/candidate.list", "/candidate.list", "/candidate.create"]);
  });

  it("is sent in a dry run", async () => {
    const { run, sent } = createRpc();
    expect((await run(true)).plan).toMatchObject({ items: [{ action: "skip", id: "c1" }] });
    expect(sent).toEqual(["/candidate.list"]);
  });

  it.each(["https://rpc.example/", "https://RPC.example:443/v1", "https://rpc.example/v1/"])(
    "is known below the base URL %s, however it is written",
    async (baseUrl) => {
      const { run, sent } = createRpcAt(baseUrl);
      expect((await run(true)).plan).toMatchObject({ items: [{ action: "skip", id: "c1" }] });
      expect(sent).toHaveLength(1);
    },
  );

  it("is no other method of its path: a PUT is not sent in a dry run", async () => {
    const { run, sent } = createRpc();
    const { failures } = await run(true, { team: "replaced" });
    expect(failures).toMatchObject([
      { error: { message: "PUT https://rpc.example/candidate.list was not sent: a dry run only reads" } },
    ]);
    expect(sent).toEqual([]);
  });

  it("is sent in a check, and its permission needs no write to be known", async () => {
    const { findings } = await createRpc().check();
    expect(findings.map(({ message }) => message)).toEqual([
      "the list can be read",
      "only a write tells whether rpc grants write",
    ]);
  });

  it("is marked as a read in the definition", () => {
    const [push] = createRpc().definition.actions;
    expect(push?.target.endpoints.map(({ path, isRead }) => [path, isRead])).toEqual([
      ["/candidate.list", true],
      ["/candidate.create", undefined],
    ]);
  });
});

it("another method of a path that is read by POST is not marked as a read", () => {
  const { read } = defineWarehouse({
    name: "Lists",
    dataType: "job",
    connection: { ...connection, api: typedApi<Paths>({ baseUrl: "https://rpc.example", isRead: () => true }) },
    read: { endpoints: ["POST /candidate.list", "PUT /candidate.list"], read: () => stream<object>([]) },
  });
  expect(read.endpoints.map(({ method, isRead }) => [method, isRead])).toEqual([
    ["POST", true],
    ["PUT", undefined],
  ]);
});

describe("an error with status 200", () => {
  it("is one of the status that its body means, with the vendor's message", async () => {
    const { result, sent } = await (async () => {
      const { run, sent } = createRpc(list, async () => refused("invalid_input"));
      return { result: await run(), sent };
    })();
    expect(result.failures).toMatchObject([{ error: { code: "validation_failed", status: 422 } }]);
    expect(result.failures[0]?.error.message).toContain("invalid_input");
    expect(sent).toHaveLength(2);
  });

  it("leaves the outcome of a create unknown if it is the vendor's fault", async () => {
    const { run } = createRpc(list, async () => refused("internal"));
    expect((await run()).failures).toMatchObject([{ error: { code: "vendor_unavailable", retryable: true } }]);
  });

  it("is not looked for in a response without a body", async () => {
    const errorStatus = (body: unknown) => ((body as { success: boolean }).success ? undefined : 422);
    const http = createHttp({ fetch: async () => new Response(null, { status: 204 }) });
    const description = typedApi<Paths>({ baseUrl: "https://rpc.example", errorStatus });
    const api = createApi(description, "https://rpc.example", http, (call, client) => client.send(call));
    expect(await api.POST("/candidate.create", { body: {} })).toBeUndefined();
  });

  it("is not seen in a success, and what is no JSON is reported as that", async () => {
    expect((await createRpc(list, created).run()).receipts).toMatchObject([{ id: "c2" }]);
    const { failures } = await createRpc(list, async () => new Response("<html>")).run();
    expect(failures).toMatchObject([{ error: { code: "unexpected_response" } }]);
  });
});
