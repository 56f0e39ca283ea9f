import { afterEach, beforeEach, expect } from "vitest";
import { loadDocument } from "../../../document/load-document";
import { schemaValidator } from "../../../document/schema-validator";
import { type CheckedFetch, checkedFetch } from "../../engine/checked-fetch";
import { createLeverFake } from "../create-lever-fake";

export const document = await loadDocument(new URL("../../../../../../specs/lever/openapi.yaml", import.meta.url));
const specifications = { "https://api.lever.co/v1": { document, validator: schemaValidator(document) } };

export const api = "https://api.lever.co/v1";
export const headers = { authorization: `Basic ${btoa("key:")}`, "content-type": "application/json" };

/** Creates an account of Lever for the tests of a file. After each test, it expects no violation of the specification. */
export function checkedLever() {
  const clock = { now: 0 };
  const lever = createLeverFake({
    apiKeys: ["key"],
    postings: [
      { id: "baker", followers: ["chef"], owner: "chef" },
      { id: "secret", confidentiality: "confidential" },
    ],
    users: [
      { id: "chef", name: "Chef", email: "chef@example.com" },
      { id: "former", deactivatedAt: 1 },
    ],
    requisitions: [
      { id: "r1", requisitionCode: "R-1", status: "open" },
      { id: "r2", confidentiality: "confidential" },
    ],
    now: () => clock.now,
  });
  let checked: CheckedFetch;
  beforeEach(() => {
    clock.now = Date.UTC(2026, 2, 1, 12);
    lever.reset();
    checked = checkedFetch(lever.fetch, specifications);
  });
  afterEach(() => expect(checked.violations).toEqual([]));

  const fetch: typeof lever.fetch = (input, init) => checked.fetch(input, init);
  async function send(method: string, path: string, body?: object, send = fetch) {
    const json = body === undefined ? {} : { body: JSON.stringify(body) };
    const response = await send(`${api}${path}`, { method, headers, ...json });
    // biome-ignore lint/suspicious/noExplicitAny: responses have many shapes, and checkedFetch validates them
    return { status: response.status, body: (await response.json()) as any };
  }
  const get = async (path: string) => (await send("GET", path)).body;
  const create = async (body: object = {}) => (await send("POST", "/opportunities?perform_as=user", body)).body.data;
  const ids = async (path: string) => (await get(path)).data.map(({ id }: { id: string }) => id);
  return { lever, clock, fetch, send, get, create, ids };
}
