import type { Store } from "@hrflow-connectors/core";
import { broken, empty, json, text } from "@hrflow-connectors/testing/vitest";
import { afterEach, describe, expect, it, vi } from "vitest";
import { createNetwork, type Routes } from "../__fixtures__/network";
import { bareProfile, fullProfile } from "../__fixtures__/profile";
import { originParameters, resumeContent, tokenUrl, v3, v3Parameters, v3Routes } from "../__fixtures__/push-input";
import { fakeTimers, settle } from "../__fixtures__/settle";
import { greenhouse } from "../greenhouse-connector";

const now = Date.UTC(2026, 0, 5, 9);
const priorCall = "GET /v3/candidates?email=ada%40example.org&per_page=100";
const created = json({ candidate: { id: 900, first_name: "Ada" }, application: { id: 800, candidate_id: 900 } }, 201);
const host = "harvest.greenhouse.io";
/** Option lists are read meanwhile. */
const ofCandidates = (call: string) => call.includes("/candidates");

/** A Greenhouse that accepts everything. The schools are on two pages. */
const accepting: Routes = {
  [`POST ${v3}/candidates`]: created,
  [`POST ${v3}/candidate_employments`]: json({ id: 1 }, 201),
  [`POST ${v3}/candidate_educations`]: json({ id: 2 }, 201),
  [`POST ${v3}/attachments`]: json({ id: 3 }, 201),
  [`POST ${v3}/notes`]: json({ id: 4 }, 201),
  [`POST ${v3}/applications`]: json({ id: 801 }, 201),
  [`GET ${v3}/candidates`]: json([]),
  [`GET ${v3}/candidate_educations`]: json([]),
  [`GET ${v3}/attachments`]: json([]),
  [`GET ${v3}/custom_field_options?custom_field_key=school_name&per_page=500`]: json([{ id: 1, name: "MIT" }], 200, {
    link: `<${v3}/custom_field_options?cursor=page%3D2>; rel="next"`,
  }),
  [`GET ${v3}/custom_field_options?cursor=page%3D2`]: json([{ id: 31, name: "UNIVERSITY  of london " }]),
  [`GET ${v3}/custom_field_options?custom_field_key=degree&per_page=500`]: json([{ id: 32, name: "Master" }]),
  [`GET ${v3}/custom_field_options?custom_field_key=discipline&per_page=500`]: json([{ id: 33, name: "Mathematics" }]),
};

/** The accounts of all tests are the same: at Harvest's own rate, one would wait for what the others sent. */
const unlimited = { rateLimits: { greenhouse: { requests: 10_000, perMs: 1_000, burst: 10_000 } } };

function push(routes: Routes, profile = fullProfile, more: { signal?: AbortSignal; store?: Store } = {}) {
  const network = createNetwork({ ...v3Routes(profile), ...accepting, ...routes });
  const input = { workflowId: "w", originParameters, targetParameters: v3Parameters };
  const events: string[] = [];
  const logs: unknown[] = [];
  const log = (...line: unknown[]) => void logs.push(line);
  const run = greenhouse.pushProfile(input, {
    fetch: network.fetch,
    logger: { debug: log, info: log, warn: log, error: log },
    onEvent: (event) => void events.push(JSON.stringify(event)),
    ...unlimited,
    ...more,
  });
  return { run, network, events, logs };
}

const withTags = (...values: string[]) => ({
  ...bareProfile,
  tags: values.map((value) => ({ name: "greenhouse_job_id", value })),
});

afterEach(() => vi.useRealTimers());

describe("greenhouse.pushProfile with Harvest v3", () => {
  it("creates the candidate with its application, and adds everything else", async () => {
    vi.useFakeTimers({ toFake: ["Date"], now });
    const { run, network } = push({});
    const result = await run;
    expect(result).toMatchObject({ status: "success", reason: "", failures: [] });
    expect(result.receipts).toEqual([{ reference: "person-1", id: "900" }]);
    const calls = network.calls(host);
    const create = calls.indexOf("POST /v3/candidates");
    expect(calls.slice(0, create).sort()).toEqual([
      priorCall,
      "GET /v3/custom_field_options?cursor=page%3D2",
      "GET /v3/custom_field_options?custom_field_key=degree&per_page=500",
      "GET /v3/custom_field_options?custom_field_key=discipline&per_page=500",
      "GET /v3/custom_field_options?custom_field_key=school_name&per_page=500",
    ]);
    expect(calls.slice(create + 1).sort()).toEqual([
      "POST /v3/attachments",
      "POST /v3/candidate_educations",
      "POST /v3/candidate_employments",
      "POST /v3/candidate_employments",
    ]);
    expect(network.find("POST", `${v3}/candidates`)).toEqual({
      method: "POST",
      url: `${v3}/candidates`,
      headers: {
        authorization: "Bearer access-token-1",
        "content-type": "application/json",
        accept: "application/json",
        "user-agent": "hrflow-connectors/0.0.0-test (@hrflow-connectors/greenhouse)",
      },
      body: {
        first_name: "Ada",
        last_name: "Lovelace",
        company: "Engines",
        title: "Analyst",
        phone_numbers: [{ value: "+33100000000", type: "mobile" }],
        email_addresses: [{ value: "ada@example.org", type: "personal" }],
        addresses: [{ value: "1 rue de la Paix, Paris", type: "home" }],
        social_media_addresses: [{ value: "https://www.linkedin.com/in/ada" }, { value: "https://github.com/ada" }],
        website_addresses: [{ value: "https://ada.example.org", type: "other" }],
        tags: ["Analysis", "Weaving"],
        application: { job_id: 4000000123 },
      },
    });
    const bodies = ["employments", "educations", "attachments"].flatMap((part) =>
      network.sent.filter(({ method, url }) => method === "POST" && url.endsWith(part)).map(({ body }) => body),
    );
    expect(bodies).toEqual([
      {
        candidate_id: 900,
        company_name: "Old Mills",
        title: "Clerk",
        start_date: "2015-03-01",
        end_date: "2018-12-31",
      },
      { candidate_id: 900, company_name: "Engines", title: "Analyst", start_date: "2019-01-01" },
      {
        candidate_id: 900,
        school_name_custom_field_option_id: 31,
        degree_custom_field_option_id: 32,
        discipline_custom_field_option_id: 33,
        start_date: "2010-09-01",
        end_date: "2014-06-30",
      },
      {
        application_id: 800,
        filename: "cv-ada.pdf",
        type: "resume",
        content: resumeContent,
      },
    ]);
  });

  it("obtains its token by client credentials, acting for the user", async () => {
    const { run, network } = push({});
    await run;
    const request = network.find("POST", tokenUrl);
    expect(request?.body).toEqual({ sub: "4000000017", grant_type: "client_credentials" });
    const [scheme, credential = ""] = request?.headers.authorization?.split(" ") ?? [];
    expect(scheme).toBe("Basic");
    expect(decodeURIComponent(atob(credential))).toBe("client-id-1:client-secret-1");
  });

  it("sends no sub without userId", async () => {
    const network = createNetwork({ ...v3Routes(bareProfile), ...accepting });
    const { clientId, clientSecret } = v3Parameters;
    const input = { workflowId: "w", originParameters, targetParameters: { clientId, clientSecret } };
    await greenhouse.pushProfile(input, { fetch: network.fetch, ...unlimited });
    expect(network.find("POST", tokenUrl)?.body).toEqual({ grant_type: "client_credentials" });
  });

  it("writes the text as a public note when there is no resume", async () => {
    vi.useFakeTimers({ toFake: ["Date"], now });
    const { run, network } = push({}, { ...bareProfile, text: "Grace wrote a compiler" });
    const { receipts } = await run;
    expect(network.calls(host)).toEqual([
      // Without an address: who may look like the new candidate.
      "GET /v3/candidates?created_at=gte%7C2026-01-05T08%3A59%3A00.000Z&per_page=500",
      "POST /v3/candidates",
      "POST /v3/notes",
    ]);
    expect(network.find("POST", `${v3}/notes`)?.body).toEqual({
      candidate_id: 900,
      note_type: "NOTE",
      visibility: "public",
      body: "Grace wrote a compiler",
    });
    expect(receipts).toEqual([
      { reference: "profile-key-2", id: "900", warnings: ['last_name is "-": the profile has none'] },
    ]);
  });

  it("creates further applications, with a receipt each", async () => {
    const { run, network } = push({}, withTags("1", "2", "3"));
    const result = await run;
    expect(result.status).toBe("success");
    expect(result.receipts.map(({ id }) => id)).toEqual(["900", "801", "801"]);
    expect(network.sent.filter(({ url }) => url.endsWith("/applications")).map(({ body }) => body)).toEqual([
      { candidate_id: 900, job_id: 2 },
      { candidate_id: 900, job_id: 3 },
    ]);
  });

  it("keeps the receipts when a further application is refused, and goes on with the rest", async () => {
    const refusal = json({ message: "Invalid", errors: [{ field: "job_id", message: "is closed" }] }, 422);
    const profile = { ...withTags("1", "2", "3"), text: "a text" };
    const { run, network } = push({ [`POST ${v3}/applications`]: [refusal, json({ id: 803 }, 201)] }, profile);
    const result = await run;
    expect(result).toMatchObject({ status: "fatal", reason: "write_failure" });
    expect(result.receipts.map(({ id }) => id)).toEqual(["900", "803"]);
    expect(result.failures).toEqual([
      {
        stage: "write",
        reference: "profile-key-2",
        error: {
          code: "partial_write",
          message:
            "1 of 3 parts failed; application of job 2: POST https://harvest.greenhouse.io/v3/applications responded with 422: Invalid: job_id is closed",
          status: 422,
          retryable: false,
        },
      },
    ]);
    expect(network.calls(host).filter((call) => call === "POST /v3/candidates")).toHaveLength(1);
    expect(network.find("POST", `${v3}/notes`)).toBeDefined();
  });

  it("keeps the receipt when the credential is refused half-way", async () => {
    const refusal = json({ message: "Unauthorized" }, 401);
    const { run } = push({ [`POST ${v3}/applications`]: refusal }, withTags("1", "2"));
    const { receipts, failures } = await run;
    expect(receipts.map(({ id }) => id)).toEqual(["900"]);
    expect(failures[0]?.error).toMatchObject({ code: "partial_write", status: 401 });
  });

  it("attaches the resume by its URL, which was looked at, when it is too large to be sent as content", async () => {
    const attachments = [json({ message: "Payload too large" }, 413), json({ id: 3 }, 201)];
    const { run, network } = push({ [`POST ${v3}/attachments`]: attachments });
    const { receipts } = await run;
    expect(receipts).toEqual([{ reference: "person-1", id: "900" }]);
    expect(network.sent.filter(({ url }) => url.endsWith("/attachments")).map(({ body }) => body)).toEqual([
      { application_id: 800, filename: "cv-ada.pdf", type: "resume", content: resumeContent },
      { application_id: 800, filename: "cv-ada.pdf", type: "resume", url: "https://files.example.org/cv-ada.pdf" },
    ]);
    expect(network.find("GET", "https://files.example.org/cv-ada.pdf")?.headers).not.toHaveProperty("authorization");
  });

  it("names a file by its type when its name and URL have no extension", async () => {
    const attachments = [{ type: "resume", public_url: "https://files.example.org/f/1" }];
    const { run, network } = push(
      { "GET https://files.example.org/f/1": text("hello", 200, "text/plain; charset=utf-8") },
      { ...bareProfile, attachments },
    );
    await run;
    expect(network.find("POST", `${v3}/attachments`)?.body).toEqual({
      application_id: 800,
      filename: "resume.txt",
      type: "resume",
      content: btoa("hello"),
    });
  });

  it.each([
    "http://127.0.0.1/cv.pdf",
    "http://169.254.169.254/latest.pdf",
    "file:///etc/passwd",
    "https://a:b@example.org/cv.pdf",
  ])("neither fetches nor passes on %s", async (public_url) => {
    const { run, network } = push({}, { ...fullProfile, attachments: [{ type: "resume", public_url }] });
    const { status, receipts } = await run;
    expect(status).toBe("success");
    expect(receipts[0]?.warnings).toEqual([expect.stringMatching(/^resume was not added: the URL of the file/)]);
    expect(network.find("POST", `${v3}/attachments`)).toBeUndefined();
    expect(JSON.stringify(network.sent.slice(1))).not.toContain(public_url);
  });

  it("looks up the application when the response does not name it", async () => {
    const { run, network } = push({
      [`POST ${v3}/candidates`]: json({ candidate: { id: 900 } }, 202),
      [`GET ${v3}/applications?candidate_ids=900`]: json([{ id: 805, candidate_id: 900 }]),
    });
    const { receipts } = await run;
    expect(receipts).toEqual([{ reference: "person-1", id: "900" }]);
    expect(network.find("POST", `${v3}/attachments`)?.body).toMatchObject({ application_id: 805 });
  });

  it("looks for that application a few times, then warns that the resume was not added", async () => {
    fakeTimers();
    const { run, network } = push({
      [`POST ${v3}/candidates`]: json({ candidate: { id: 900 } }, 202),
      [`GET ${v3}/applications?candidate_ids=900`]: json([]),
    });
    const { status, receipts } = await settle(run);
    expect(status).toBe("success");
    expect(receipts[0]?.warnings).toEqual([
      "resume was not added: Greenhouse shows no application of candidate 900 to attach it to",
    ]);
    expect(network.calls(host).filter((call) => call.startsWith("GET /v3/applications"))).toHaveLength(5);
    expect(network.calls(host).filter((call) => call.includes("/attachments"))).toEqual([]);
  });

  it("leaves out names without an option, and says so", async () => {
    const educations = [
      { school: "Unknown College", title: "master in Alchemy" },
      { school: "Nowhere", title: "Nothing" },
    ];
    const { run, network } = push({}, { ...bareProfile, educations });
    const { receipts } = await run;
    expect(network.sent.filter(({ url }) => url.endsWith("/candidate_educations")).map(({ body }) => body)).toEqual([
      { candidate_id: 900, degree_custom_field_option_id: 32 },
    ]);
    expect(receipts[0]?.warnings?.slice(1)).toEqual([
      'education: Nowhere, Nothing was not added: Greenhouse has no such option: school "Nowhere", degree "Nothing"',
      'education sent without school "Unknown College", discipline "Alchemy": Greenhouse has no such option',
    ]);
  });

  it("warns of everything that fails once the candidate exists, without a failure or a second candidate", async () => {
    const { run, network } = push({
      [`POST ${v3}/candidate_employments`]: json({ message: "Forbidden" }, 403),
      [`POST ${v3}/candidate_educations`]: empty(500),
      [`POST ${v3}/attachments`]: text("<!doctype html><p>Oops</p>"),
      [`GET ${v3}/custom_field_options?custom_field_key=degree&per_page=500`]: json({ message: "no scope" }, 403),
    });
    const result = await run;
    expect(result).toMatchObject({ status: "success", failures: [] });
    const responded = (path: string, what: string) => `POST ${v3}/${path} responded with ${what}`;
    expect(result.receipts[0]?.warnings).toEqual([
      `employment: Clerk at Old Mills from 2015-03-01 to 2018-12-31 was not added: ${responded("candidate_employments", "403: Forbidden")}`,
      `employment: Analyst at Engines since 2019-01-01 was not added: ${responded("candidate_employments", "403: Forbidden")}`,
      `it is unknown whether resume was added: ${responded("attachments", "200 and an HTML page in place of JSON")}`,
      `it is unknown whether education: University of London, Master, Mathematics from 2010-09-01 to 2014-06-30 was added: ${responded("candidate_educations", "500: an empty body")}`,
      `the degrees of Greenhouse could not be read: GET ${v3}/custom_field_options responded with 403: no scope`,
      'education sent without degree "Master": Greenhouse has no such option',
    ]);
    const calls = network.calls(host);
    expect(calls.filter((call) => call === "POST /v3/candidates")).toHaveLength(1);
    expect(calls).toContain("GET /v3/attachments?application_ids=800&type=resume&per_page=500");
    expect(calls).toContain("GET /v3/candidate_educations?candidate_ids=900&per_page=500");
  });

  it("says that the outcome is unknown when the lookup fails as well", async () => {
    const { run } = push({
      [`POST ${v3}/attachments`]: empty(500),
      [`GET ${v3}/attachments`]: json({ message: "no scope" }, 403),
    });
    expect((await run).receipts[0]?.warnings).toEqual([
      `it is unknown whether resume was added: POST ${v3}/attachments responded with 500: an empty body`,
    ]);
  });

  it.each([
    [403, { message: "no scope" }, "permission_denied", "403: no scope"],
    [404, { message: "Resource not found" }, "not_found", "404: Resource not found"],
    [
      422,
      { message: "Invalid", errors: ["first_name is blank", { message: "is bad", field: "tags" }] },
      "validation_failed",
      "422: Invalid: first_name is blank; tags is bad",
    ],
  ])("says why a create was refused with %i", async (status, body, code, message) => {
    const { run } = push({ [`POST ${v3}/candidates`]: json(body, status) });
    const result = await run;
    expect(result).toMatchObject({ status: "fatal", reason: "write_failure", receipts: [] });
    expect(result.failures).toEqual([
      {
        stage: "write",
        reference: "person-1",
        error: { code, message: `POST ${v3}/candidates responded with ${message}`, status, retryable: false },
      },
    ]);
  });

  it.each([
    [
      { message: "Invalid", errors: ["a", { message: "is blank", field: "first_name" }] },
      "Invalid: a; first_name is blank",
    ],
    [{ message: "Invalid", errors: [{ message: "is blank" }, null] }, "Invalid: is blank"],
    [{ errors: [{ message: "is blank", field: null }] }, "is blank"],
    [{ status: 404, error: "Job not found" }, "Job not found"],
    [{}, "no message"],
    [null, "no message"],
    [[], "no message"],
  ])("shows the vendor's message in %j", async (body, message) => {
    const { run } = push({ [`POST ${v3}/candidates`]: json(body, 422) });
    expect((await run).failures[0]?.error.message).toBe(`POST ${v3}/candidates responded with 422: ${message}`);
  });

  it.each([
    ["an empty 500", empty(500), "vendor_unavailable", "responded with 500: an empty body"],
    ["HTML", text("<html></html>"), "unexpected_response", "responded with 200 and an HTML page in place of JSON"],
    ["an empty 201", empty(201), "unexpected_response", "responded with 201 and an empty body"],
    ["no id", json({ candidate: {} }, 201), "unexpected_response", "returned no id of the candidate"],
    ["a network error", broken("ECONNRESET"), "network_error", "failed: fetch failed (ECONNRESET)"],
  ])("creates once, and looks for the candidate, when the response is %s", async (_, respond, code, message) => {
    vi.useFakeTimers({ toFake: ["Date"], now });
    const { run, network } = push({ [`POST ${v3}/candidates`]: respond });
    const { failures } = await run;
    expect(failures[0]?.error.code).toBe(code);
    expect(failures[0]?.error.message).toContain(message);
    expect(network.calls(host).filter(ofCandidates)).toEqual([
      priorCall,
      "POST /v3/candidates",
      "GET /v3/candidates?created_at=gte%7C2026-01-05T08%3A59%3A00.000Z&email=ada%40example.org&per_page=500",
    ]);
  });

  it.each([
    ["as long as Retry-After says", { "retry-after": "3" }, 3_000, 4_000],
    ["a little without Retry-After", {}, 250, 1_500],
  ])("waits %s on 429, and tries again", async (_, headers, least, most) => {
    fakeTimers();
    const times: number[] = [];
    const timed = (respond: ReturnType<typeof json>) => (request: Request) => {
      times.push(Date.now());
      return respond(request);
    };
    const throttled = json({ message: "slow down" }, 429, headers as Record<string, string>);
    const { run, network } = push({ [`POST ${v3}/candidates`]: [timed(throttled), timed(created)] });
    expect((await settle(run, 50)).status).toBe("success");
    expect(network.calls(host).filter(ofCandidates)).toEqual([priorCall, "POST /v3/candidates", "POST /v3/candidates"]);
    const [first = 0, second = 0] = times;
    expect(second - first).toBeGreaterThanOrEqual(least);
    expect(second - first).toBeLessThan(most);
  });

  it("reports a timeout when Greenhouse hangs", async () => {
    fakeTimers();
    const { run } = push({ [`POST ${v3}/candidates`]: () => new Promise<Response>(() => {}) });
    expect((await settle(run)).failures[0]?.error).toMatchObject({ code: "timeout" });
  });

  it("stops when the run is aborted, and keeps what was written", async () => {
    const controller = new AbortController();
    let sentAtAbort = 0;
    const routes: Routes = {
      [`POST ${v3}/candidate_employments`]: () => {
        if (!controller.signal.aborted) sentAtAbort = network.sent.length;
        controller.abort();
        return new Response('{"id":1}', { status: 201 });
      },
    };
    vi.useFakeTimers({ toFake: ["Date"], now });
    const { run, network } = push(routes, fullProfile, { signal: controller.signal });
    const { receipts } = await run;
    expect(receipts).toMatchObject([{ id: "900" }]);
    expect(receipts[0]?.warnings).not.toEqual([]);
    for (const warning of receipts[0]?.warnings ?? []) expect(warning).toContain("the run was stopped");
    expect(network.sent).toHaveLength(sentAtAbort);
  });

  it("renews the token once on 401, and ends the run when the new one is refused too", async () => {
    const tokens = ["first", "second"].map((access_token) => json({ access_token, token_type: "Bearer" }));
    const unauthorized = json({ message: "Unauthorized", errors: ["bad token"] }, 401);
    const renewed = push({ [`POST ${tokenUrl}`]: tokens, [`POST ${v3}/candidates`]: [unauthorized, created] });
    expect((await renewed.run).status).toBe("success");
    const refused = push({ [`POST ${tokenUrl}`]: tokens, [`POST ${v3}/candidates`]: unauthorized });
    expect((await refused.run).failures[0]?.error).toMatchObject({ code: "authentication_failed", status: 401 });
    expect(refused.network.calls(host).filter(ofCandidates)).toEqual([
      priorCall,
      "POST /v3/candidates",
      "POST /v3/candidates",
    ]);
  });

  it("sends nothing when the credential is refused, and shows no secret", async () => {
    const echo = json({ message: "client client-id-1 with client-secret-1 is unknown", errorId: "e" }, 400);
    const { run, network, events, logs } = push({ [`POST ${tokenUrl}`]: echo });
    const result = await run;
    expect(result).toMatchObject({ status: "fatal", reason: "write_failure", failures: [{ stage: "open" }] });
    expect(network.calls(host)).toEqual([]);
    for (const output of [result, events, logs]) {
      expect(JSON.stringify(output)).not.toContain("client-secret-1");
      expect(JSON.stringify(output)).not.toContain("hrflow-secret-1");
    }
  });

  it("shows no access token that the vendor repeats", async () => {
    const echo = json({ message: "token access-token-1 may not do this" }, 403);
    const { run, events, logs } = push({ [`POST ${v3}/candidate_employments`]: echo });
    for (const output of [await run, events, logs]) expect(JSON.stringify(output)).not.toContain("access-token-1");
  });

  it("reports a 401 of HrFlow.ai as a failed read", async () => {
    const { run, network } = push({
      "GET https://api.hrflow.ai/v1/profile/indexing": json({ code: 401, message: "Unauthorized" }, 401),
    });
    const result = await run;
    expect(result).toMatchObject({ status: "fatal", reason: "read_failure", events: { read_failure: 1 } });
    expect(network.calls(host)).toEqual([]);
  });

  it("accepts a user's own item, and says which of its fields Harvest does not have", async () => {
    const network = createNetwork({ ...v3Routes(bareProfile), ...accepting });
    const item = {
      first_name: "Grace",
      last_name: "Hopper",
      is_private: false,
      custom_fields: [{ name_key: "seniority", value: 7 }],
      applications: [{ job_id: 1, source_id: 2 }, { job_id: 1 }],
      phone_numbers: [],
      external_id: "x",
    };
    const actionParameters = { format: () => item };
    const input = { workflowId: "w", actionParameters, originParameters, targetParameters: v3Parameters };
    const { receipts } = await greenhouse.pushProfile(input, { fetch: network.fetch, ...unlimited });
    expect(network.find("POST", `${v3}/candidates`)?.body).toEqual({
      first_name: "Grace",
      last_name: "Hopper",
      is_private: false,
      custom_fields: [{ name_key: "seniority", value: 7 }],
      application: { job_id: 1 },
    });
    expect(receipts[0]?.warnings).toEqual(["external_id not sent: a Greenhouse candidate has no such field"]);
  });

  it("refuses an item without applications before anything is sent", async () => {
    const network = createNetwork({ ...v3Routes(bareProfile), ...accepting });
    const actionParameters = { format: () => ({ first_name: "G", last_name: "H", applications: [] }) };
    const input = { workflowId: "w", actionParameters, originParameters, targetParameters: v3Parameters };
    const { failures } = await greenhouse.pushProfile(input, { fetch: network.fetch, ...unlimited });
    expect(failures[0]?.error).toMatchObject({
      code: "invalid_item",
      message: expect.stringContaining("applications"),
    });
    expect(network.calls(host)).toEqual([]);
  });
});
