import { json, type Responder, runResult } from "@hrflow-connectors/testing/vitest";
import { expect, test } from "vitest";
import { byCode, production, pull, refused, sandbox, token, tokenRoute, userAgent } from "../__fixtures__/lever";

const listRoute = `GET ${production}/postings`;
const findRoute = "GET https://api.hrflow.ai/v1/job/indexing";
const createRoute = "POST https://api.hrflow.ai/v1/job/indexing";
const missing = json({ code: 400, message: "Unable to find object: job" }, 400);

/** Stores a job under its reference as key. */
const store: Responder = async (request) => {
  const { job } = (await request.json()) as { job: { reference: string } };
  return json({ code: 201, message: "Created", data: { id: 1, key: `key-${job.reference}` } }, 201)(request);
};
const board = { [findRoute]: missing, [createRoute]: store };
const page = (ids: string[], more: object = { hasNext: false }) =>
  json({ data: ids.map((id) => ({ id, text: `Job ${id}` })), ...more });
const next = "%5B3%2C1491435120000%2C%22x y&z%22%5D";
const listRequest = (query: string, base = production, authorization = `Basic ${btoa("lever-api-key-1:")}`) => ({
  method: "GET",
  url: `${base}/postings?${query}`,
  headers: { authorization, accept: "application/json", "user-agent": userAgent },
});
const receipts = (...ids: string[]) => ids.map((id) => ({ reference: id, id: `key-${id}` }));
type Pulled = Awaited<ReturnType<typeof pull>>;
const listed = ({ sent }: Pulled) => sent.filter(({ url }) => url.includes("/postings"));
/** The requests to HrFlow.ai without lookups. */
const writes = ({ calls }: Pulled) => calls().filter((call) => call.includes("hrflow") && call !== findRoute);

test("reads two pages, encodes the offset again, and creates each job", async () => {
  const pulled = await pull({
    [listRoute]: [page(["p1", "p2"], { hasNext: true, next }), page(["p3"])],
    ...board,
  });

  expect(listed(pulled)).toEqual([
    listRequest("state=published&limit=100"),
    listRequest("state=published&limit=100&offset=%255B3%252C1491435120000%252C%2522x%20y%26z%2522%255D"),
  ]);
  expect(pulled.result).toEqual(
    runResult({
      status: "success",
      reason: "",
      events: { read_success: 3, write_success: 3 },
      receipts: expect.arrayContaining(receipts("p1", "p2", "p3")),
    }),
  );
  const create = pulled.sent.find(({ method }) => method === "POST");
  expect(create).toMatchObject({
    url: "https://api.hrflow.ai/v1/job/indexing",
    body: { board_key: "b".repeat(40), job: { reference: "p1", name: "Job p1", sections: [] } },
  });
});

test.each([
  ["neither hasNext nor next", {}],
  ["hasNext false beside a next", { hasNext: false, next }],
])("ends the list at %s", async (_, more) => {
  const pulled = await pull({ [listRoute]: page(["p1"], more), ...board });

  expect(listed(pulled)).toHaveLength(1);
  expect(pulled.result).toMatchObject({ status: "success", events: { read_success: 1 } });
});

test("reads on after an empty page that has a next one", async () => {
  const pulled = await pull({ [listRoute]: [page([], { hasNext: true, next: "n1" }), page(["p1"])], ...board });

  expect(listed(pulled)).toHaveLength(2);
  expect(pulled.result).toMatchObject({ status: "success", events: { read_success: 1, write_success: 1 } });
});

test("reads nothing, successfully, if there are no postings", async () => {
  const { result } = await pull({ [listRoute]: page([]), ...board });

  expect(result).toEqual(runResult({ status: "success", reason: "" }));
});

test.each([
  ["hasNext without a next", [page(["p1"], { hasNext: true })], 1, "Lever responded with hasNext, but without next"],
  [
    "a next that was seen before",
    [page(["p1"], { hasNext: true, next }), page([], { hasNext: true, next })],
    2,
    "a page of the list leads back to an earlier page",
  ],
  [
    "a page without postings",
    [page(["p1"], { hasNext: true, next }), json({ hasNext: false })],
    2,
    "expected a page with a list of rows",
  ],
])("fails the read at %s, after writing the items before it", async (_, pages, requests, message) => {
  const pulled = await pull({ [listRoute]: [...pages, page(["p9"])], ...board });

  expect(listed(pulled)).toHaveLength(requests);
  expect(pulled.result).toEqual(
    runResult({
      status: "success_with_failures",
      reason: "",
      events: { read_success: 1, read_failure: 1, write_success: 1 },
      receipts: receipts("p1"),
      failures: [{ stage: "read", reference: null, error: { code: "unexpected_response", message, retryable: false } }],
    }),
  );
});

test("writes the items of page 1 and archives nothing if page 2 fails", async () => {
  const pulled = await pull({
    [listRoute]: [
      page(["p1", "p2"], { hasNext: true, next: "stale" }),
      refused(400, "BadRequestError", "Invalid offset token"),
    ],
    ...board,
  });

  expect(writes(pulled)).toEqual([createRoute, createRoute]);
  expect(pulled.result).toEqual(
    runResult({
      status: "success_with_failures",
      reason: "",
      events: { read_success: 2, read_failure: 1, write_success: 2 },
      receipts: expect.arrayContaining(receipts("p1", "p2")),
      failures: [
        {
          stage: "read",
          reference: null,
          error: {
            code: "invalid_request",
            message: `GET ${production}/postings responded with 400: BadRequestError: Invalid offset token`,
            status: 400,
            retryable: false,
          },
        },
      ],
    }),
  );
});

test.each([
  [401, "authentication_failed"],
  [403, "permission_denied"],
])("fails the read and writes nothing if the first page responds with %i", async (status, code) => {
  const pulled = await pull({ [listRoute]: refused(status, "Refused", "No."), ...board });

  expect(pulled.calls()).toEqual([listRoute]);
  expect(pulled.result).toMatchObject({
    status: "fatal",
    reason: "read_failure",
    failures: [{ stage: "read", error: { code, status } }],
  });
});

test("sends each requested state under a key of its own", async () => {
  const pulled = await pull({ [listRoute]: page([]) }, { state: ["internal", "closed"] });

  expect(pulled.sent).toEqual([listRequest("state=internal&state=closed&limit=100")]);
});

test.each([
  [
    ["published", "open"],
    "originParameters.state.1",
    "expected one of published, internal, closed, draft, pending, rejected",
  ],
  [[], "originParameters.state", "expected at least one state"],
  ["published", "originParameters.state", "expected a list of states"],
])("refuses a wrong state before any request: %j", async (state, reference, message) => {
  const { result, sent } = await pull({}, { state: state as never });

  expect(sent).toEqual([]);
  expect(result).toMatchObject({ status: "fatal", reason: "bad_origin_parameters" });
  expect(result.failures).toEqual([
    {
      stage: "parameters",
      reference,
      error: { code: "invalid_parameter", message: `${reference}: ${message}`, retryable: false },
    },
  ]);
});

test("obtains an OAuth token first, and sends it with every page", async () => {
  const pulled = await pull(
    { [tokenRoute]: token(1), [`GET ${sandbox}/postings`]: [page([], { hasNext: true, next: "n" }), page([])] },
    { ...byCode, apiKey: undefined },
  );

  expect(pulled.calls()[0]).toBe(tokenRoute);
  expect(listed(pulled)).toEqual([
    listRequest("state=published&limit=100", sandbox, "Bearer access-token-1"),
    listRequest("state=published&limit=100&offset=n", sandbox, "Bearer access-token-1"),
  ]);
});

test("fails the read if the token endpoint refuses", async () => {
  const pulled = await pull({ [tokenRoute]: json({ error: "invalid_grant" }, 403) }, { ...byCode, apiKey: undefined });

  expect(pulled.calls()).toEqual([tokenRoute]);
  expect(pulled.result).toMatchObject({
    status: "fatal",
    reason: "read_failure",
    failures: [{ stage: "read", error: { code: "authentication_failed" } }],
  });
});

test("writes jobs before it requests the next page", async () => {
  const ids = Array.from({ length: 100 }, (_, index) => `p${index}`);
  const pulled = await pull({ [listRoute]: [page(ids, { hasNext: true, next: "n" }), page(["last"])], ...board });

  const before = pulled.calls().slice(0, pulled.calls().lastIndexOf(listRoute));
  expect(before.filter((call) => call === createRoute).length).toBeGreaterThan(50);
  expect(pulled.result.events.write_success).toBe(101);
});
