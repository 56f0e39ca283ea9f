import { loadDocument, schemaValidator } from "@hrflow-connectors/testing";
import { checkedFetch } from "@hrflow-connectors/testing/fakes";
import { beforeEach, describe, expect, it } from "vitest";
import { accessToken, candidate, job, subdomain } from "../__fixtures__/account";
import { createWorkableFake, type WorkableFakeOptions } from "./create-workable-fake";

const base = `https://${subdomain}.workable.com/spi/v3`;
const document = await loadDocument(new URL("../../../../specs/workable/openapi.yaml", import.meta.url));
const specification = { document, validator: schemaValidator(document) };

let time: number;
beforeEach(() => {
  time = Date.parse("2026-03-01T10:00:00Z");
});

function createAccount(options: Partial<WorkableFakeOptions> = {}) {
  const fake = createWorkableFake({
    ...{ subdomain, accessToken, jobs: [1, 2, 3].map(job), candidates: [candidate(1)], now: () => time },
    ...options,
  });
  const checked = checkedFetch(fake.fetch, { [base]: specification });
  const send = async (method: string, path: string, body?: unknown, token = accessToken) => {
    const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
    const init = { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
    const response = await checked.fetch(path.startsWith("/") ? base + path : path, init);
    const text = await response.text();
    const json = response.headers.get("content-type")?.includes("json") ? JSON.parse(text) : undefined;
    return { status: response.status, headers: response.headers, json };
  };
  const create = (email: string, shortcode = job(1).shortcode) =>
    send("POST", `/jobs/${shortcode}/candidates`, { candidate: { name: "Ada Example", email } });
  return { fake, checked, send, create };
}

describe("the Workable fake", () => {
  it("takes an address once in a job, whatever its case, and again in another job", async () => {
    const { create, checked } = createAccount();
    expect((await create("ada@example.com")).status).toBe(201);
    const refused = await create("ADA@example.com");
    expect([refused.status, refused.json.validation_errors]).toEqual([422, { email: ["candidate already exists"] }]);
    expect((await create("ada@example.com", job(2).shortcode)).status).toBe(201);
    expect(checked.violations).toEqual([]);
  });

  it("refuses a candidate without name or address, and an unknown job", async () => {
    const { send, create } = createAccount();
    const path = `/jobs/${job(1).shortcode}/candidates`;
    expect((await send("POST", path, { candidate: { email: "ada@example.com" } })).status).toBe(422);
    expect((await send("POST", path, { candidate: { name: "Ada" } })).status).toBe(422);
    expect((await send("POST", path, { name: "Ada", email: "ada@example.com" })).status).toBe(422);
    expect((await create("ada@example.com", "NONE")).status).toBe(404);
  });

  it("lists a new candidate late, and touches it 2 seconds after the create", async () => {
    const { send, create } = createAccount();
    await create("ada@example.com");
    const list = async () => (await send("GET", "/candidates?email=ada%40example.com")).json.candidates;
    expect(await list()).toEqual([]);
    time += 3_000;
    expect(await list()).toMatchObject([{ created_at: "2026-03-01T10:00:00Z", updated_at: "2026-03-01T10:00:02Z" }]);
  });

  it("leaves people of the talent pool out of lists", async () => {
    const { job: _, ...pooled } = candidate(2);
    const { send } = createAccount({ candidates: [candidate(1), pooled] });
    expect((await send("GET", "/candidates")).json.candidates).toHaveLength(1);
  });

  it("names the first row of the next page on another host, and nothing on the last page", async () => {
    const { send, checked } = createAccount({ pageSize: 2 });
    const { jobs, paging } = (await send("GET", "/jobs")).json;
    expect(jobs[0]).not.toHaveProperty("description");
    expect(paging.next).toBe("https://www.workable.com/spi/v3/accounts/brightwater/jobs?limit=2&since_id=5b5ce3");
    const last = (await send("GET", "/jobs?since_id=5b5ce3")).json;
    expect(last).not.toHaveProperty("paging");
    expect(last.jobs).toMatchObject([{ id: "5b5ce3" }]);
    expect(checked.violations).toEqual([]);
  });

  it("allows 10 requests in 10 seconds", async () => {
    const { send } = createAccount();
    for (let left = 9; left >= 0; left--) {
      const { headers } = await send("GET", "/jobs");
      expect(headers.get("x-rate-limit-remaining")).toBe(String(left));
    }
    expect((await send("GET", "/jobs")).status).toBe(429);
    time += 10_000;
    expect((await send("GET", "/jobs")).status).toBe(200);
  });

  it("refuses another token", async () => {
    const { send } = createAccount();
    expect(await send("GET", "/jobs", undefined, "wrong")).toMatchObject({
      status: 401,
      json: { error: "Not authorized" },
    });
  });

  it("fills the link to a resume late, refuses the token there, and lets the link expire", async () => {
    const { fake, send } = createAccount();
    const resume = { name: "ada.pdf", data: btoa("%PDF-1.7 Ada") };
    const path = `/candidates/${candidate(1).id}`;
    const { json } = await send("PATCH", path, { candidate: { resume } });
    expect(json.candidate.resume_url).toBeNull();
    time += 2_000;
    const url = (await send("GET", path)).json.candidate.resume_url;
    expect(await (await fake.fetch(url)).text()).toBe("%PDF-1.7 Ada");
    expect((await send("GET", url)).status).toBe(400);
    time += 5 * 60_000 + 1;
    expect((await fake.fetch(url)).status).toBe(403);
  });
});
