import { json, text } from "@hrflow-connectors/testing/vitest";
import { afterEach, describe, expect, it, vi } from "vitest";
import { createNetwork, type Routes } from "../__fixtures__/network";
import { bareProfile, fullProfile } from "../__fixtures__/profile";
import { hrflowRoutes, originParameters, resumeContent, v1, v1Parameters } from "../__fixtures__/push-input";
import { fakeTimers, settle } from "../__fixtures__/settle";
import { greenhouse } from "../greenhouse-connector";

const host = "harvest.greenhouse.io";
const attachmentsUrl = `${v1}/candidates/900/attachments`;
const cvUrl = "https://files.example.org/cv-ada.pdf";

const accepting: Routes = {
  [`POST ${v1}/candidates`]: json({ id: 900, application_ids: [800], applications: [{ id: 800 }] }, 201),
  [`POST ${attachmentsUrl}`]: json({ filename: "cv-ada.pdf", type: "resume" }, 201),
  [`POST ${v1}/candidates/900/activity_feed/notes`]: json({ id: 5, body: "Ada Lovelace, analyst" }, 201),
  [`GET ${v1}/schools?per_page=500`]: json([{ id: 1, name: "MIT", priority: 0 }], 200, {
    link: `<${v1}/schools?page=2&per_page=500>; rel="next", <${v1}/schools?page=2&per_page=500>; rel="last"`,
  }),
  [`GET ${v1}/schools?per_page=500&page=2`]: json([{ id: 31, name: "University of London", priority: 1 }], 200, {
    link: `<${v1}/schools?page=1&per_page=500>; rel="prev"`,
  }),
  [`GET ${v1}/degrees`]: json([{ id: 32, name: "Master", priority: 0 }]),
  [`GET ${v1}/disciplines`]: json([{ id: 33, name: "Mathematics", priority: 0 }]),
  [`GET ${v1}/candidates`]: json([]),
};

const now = Date.UTC(2026, 0, 5, 9);
const priorCall = "GET /v1/candidates?email=ada%40example.org&per_page=100";

function push(routes: Routes, profile = fullProfile) {
  const network = createNetwork({ ...hrflowRoutes(profile), ...accepting, ...routes });
  const warned: string[] = [];
  const logged: unknown[] = [];
  const log = (...line: unknown[]) => void logged.push(line);
  const logger = { debug: log, info: log, error: log, warn: (_: object, text: string) => void warned.push(text) };
  const input = { workflowId: "w", originParameters, targetParameters: v1Parameters };
  return { run: greenhouse.pushProfile(input, { fetch: network.fetch, logger }), network, warned, logged };
}

afterEach(() => vi.useRealTimers());

describe("greenhouse.pushProfile with Harvest v1", () => {
  it("creates the candidate with everything, and attaches the resume", async () => {
    vi.useFakeTimers({ toFake: ["Date"], now });
    const { run, network, warned } = push({});
    const result = await run;
    expect(result).toMatchObject({ status: "success", failures: [] });
    expect(result.receipts).toEqual([{ reference: "person-1", id: "900" }]);
    expect(network.calls(host).slice(0, -2).sort()).toEqual([
      priorCall,
      "GET /v1/degrees?per_page=500",
      "GET /v1/disciplines?per_page=500",
      "GET /v1/schools?per_page=500",
      "GET /v1/schools?per_page=500&page=2",
    ]);
    expect(network.calls(host).slice(-2)).toEqual(["POST /v1/candidates", "POST /v1/candidates/900/attachments"]);
    expect(network.find("POST", `${v1}/candidates`)).toEqual({
      method: "POST",
      url: `${v1}/candidates`,
      headers: {
        authorization: `Basic ${btoa("harvest-key-1:")}`,
        "content-type": "application/json",
        "on-behalf-of": "4000000017",
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
        applications: [{ job_id: 4000000123 }],
        employments: [
          { company_name: "Old Mills", title: "Clerk", start_date: "2015-03-01", end_date: "2018-12-31" },
          { company_name: "Engines", title: "Analyst", start_date: "2019-01-01" },
        ],
        educations: [
          { school_id: 31, degree_id: 32, discipline_id: 33, start_date: "2010-09-01", end_date: "2014-06-30" },
        ],
      },
    });
    expect(network.find("POST", attachmentsUrl)).toMatchObject({
      headers: { authorization: `Basic ${btoa("harvest-key-1:")}`, "on-behalf-of": "4000000017" },
      body: { filename: "cv-ada.pdf", type: "resume", content: resumeContent, content_type: "application/pdf" },
    });
    expect(network.find("GET", `${v1}/degrees?per_page=500`)?.headers).not.toHaveProperty("on-behalf-of");
    expect(warned).toEqual([expect.stringContaining("31 August 2026")]);
  });

  it("sends the same credential every time, and does not change the parameters", async () => {
    const targetParameters = Object.freeze({ ...v1Parameters });
    const network = createNetwork({ ...hrflowRoutes(fullProfile), ...accepting });
    for (let run = 0; run < 3; run++) {
      const input = { workflowId: "w", originParameters, targetParameters };
      expect((await greenhouse.pushProfile(input, { fetch: network.fetch })).status).toBe("success");
    }
    const toGreenhouse = network.sent.filter(({ url }) => new URL(url).host === host);
    // The lists of schools, degrees and disciplines are read by the first run.
    expect(toGreenhouse).toHaveLength(4 + 3 * 3);
    expect(new Set(toGreenhouse.map(({ headers }) => headers.authorization))).toEqual(
      new Set([`Basic ${btoa("harvest-key-1:")}`]),
    );
  });

  it("accepts a key outside Latin 1", async () => {
    const network = createNetwork({ ...hrflowRoutes(bareProfile), ...accepting });
    const targetParameters = { ...v1Parameters, auth: "clé-ж" };
    const input = { workflowId: "w", originParameters, targetParameters };
    expect((await greenhouse.pushProfile(input, { fetch: network.fetch })).status).toBe("success");
    const header = network.find("POST", `${v1}/candidates`)?.headers.authorization ?? "";
    const bytes = Uint8Array.from(atob(header.replace("Basic ", "")), (character) => character.charCodeAt(0));
    expect(new TextDecoder().decode(bytes)).toBe("clé-ж:");
  });

  it("sends no resume, notes or external_id; the text becomes an activity feed note when there is no resume", async () => {
    vi.useFakeTimers({ toFake: ["Date"], now });
    const { run, network } = push({}, { ...bareProfile, text: "Grace wrote a compiler" });
    await run;
    expect(network.calls(host)).toEqual([
      // Without an address: who may look like the new candidate.
      "GET /v1/candidates?created_after=2026-01-05T08%3A59%3A00.000Z&per_page=500",
      "POST /v1/candidates",
    ]);
    expect(network.find("POST", `${v1}/candidates`)?.body).toEqual({
      first_name: "Grace",
      last_name: "-",
      applications: [{ job_id: 77 }],
      activity_feed_notes: [{ user_id: 4000000017, body: "Grace wrote a compiler", visibility: "public" }],
    });
  });

  it("needs only the id of a sparse response", async () => {
    const { run } = push({ [`POST ${v1}/candidates`]: json({ id: 900 }, 202) });
    expect((await run).receipts).toEqual([{ reference: "person-1", id: "900" }]);
  });

  it("returns a receipt for each further application", async () => {
    const tags = ["1", "2"].map((value) => ({ name: "greenhouse_job_id", value }));
    const routes = { [`POST ${v1}/candidates`]: json({ id: 900, application_ids: [800, 801] }, 201) };
    const { run, network } = push(routes, { ...bareProfile, tags });
    expect((await run).receipts.map(({ id }) => id)).toEqual(["900", "801"]);
    expect(network.find("POST", `${v1}/candidates`)?.body).toMatchObject({
      applications: [{ job_id: 1 }, { job_id: 2 }],
    });
  });

  it("waits for a candidate that cannot be found yet", async () => {
    fakeTimers();
    const attached = json({ filename: "cv-ada.pdf" }, 201);
    const missing = json({ message: "Resource not found" }, 404);
    const { run, network } = push({ [`POST ${attachmentsUrl}`]: [missing, missing, attached] });
    expect((await settle(run)).receipts).toEqual([{ reference: "person-1", id: "900" }]);
    expect(network.calls(host).filter((call) => call.endsWith("/attachments"))).toHaveLength(3);
  });

  it("gives up the resume, not the candidate, when it stays missing", async () => {
    fakeTimers();
    const { run, network } = push({ [`POST ${attachmentsUrl}`]: json({ message: "Resource not found" }, 404) });
    const result = await settle(run);
    expect(result.status).toBe("success");
    expect(result.receipts[0]?.warnings).toEqual([
      `resume was not added: POST ${attachmentsUrl} responded with 404: Resource not found`,
    ]);
    expect(network.calls(host).filter((call) => call.endsWith("/attachments"))).toHaveLength(5);
  });

  it("attaches the resume as content, with the type that its bytes show", async () => {
    const { run, network } = push({
      [`GET ${cvUrl}`]: text("%PDF-1.4", 200, "application/octet-stream"),
    });
    expect((await run).receipts[0]).not.toHaveProperty("warnings");
    expect(network.sent.at(-1)?.body).toEqual({
      filename: "cv-ada.pdf",
      type: "resume",
      content: btoa("%PDF-1.4"),
      content_type: "application/pdf",
    });
  });

  it("warns of a file of a type that Harvest does not accept", async () => {
    const url = "https://files.example.org/cv.rtf";
    const { run } = push(
      {
        [`POST ${attachmentsUrl}`]: json({ message: "bad url" }, 422),
        [`GET ${url}`]: text("{\\rtf1}", 200, "application/rtf"),
      },
      { ...bareProfile, attachments: [{ type: "resume", public_url: url }] },
    );
    expect((await run).receipts[0]?.warnings?.at(-1)).toBe(
      "resume was not added: Harvest v1 does not accept files of type application/rtf",
    );
  });

  it.each([401, 403, 404])("warns of a file that cannot be downloaded: %i", async (status) => {
    const { run } = push({
      [`POST ${attachmentsUrl}`]: json({ message: "bad url" }, 422),
      [`GET ${cvUrl}`]: text("no", status),
    });
    // Whatever the file's server says, the credential of Greenhouse is not refused.
    const { status: outcome, receipts } = await run;
    expect(outcome).toBe("success");
    expect(receipts[0]?.warnings).toEqual([`resume was not added: GET ${cvUrl} responded with ${status}: no file`]);
  });

  it("expects a list to be a bare array, and says when it is not", async () => {
    const { run, network } = push({ [`GET ${v1}/degrees`]: json({ degrees: [{ id: 32, name: "Master" }] }) });
    const { status, receipts } = await run;
    expect(status).toBe("success");
    expect(receipts[0]?.warnings).toEqual([
      "the degrees of Greenhouse could not be read: expected a page with a list of rows",
      'education sent without degree "Master": Greenhouse has no such option',
    ]);
    expect(network.find("POST", `${v1}/candidates`)?.body).toMatchObject({
      educations: [{ school_id: 31, discipline_id: 33, start_date: "2010-09-01", end_date: "2014-06-30" }],
    });
  });

  it("creates the candidate although the key may not read the schools, and ends the run only when the create is refused", async () => {
    const unauthorized = json({ message: "Invalid Basic Auth credentials" }, 401);
    const partly = push({ [`GET ${v1}/schools`]: unauthorized, [`GET ${v1}/schools?per_page=500`]: unauthorized });
    expect((await partly.run).status).toBe("success");
    const wholly = push({ [`POST ${v1}/candidates`]: unauthorized });
    const result = await wholly.run;
    expect(result).toMatchObject({ status: "fatal", reason: "write_failure", receipts: [] });
    expect(result.failures[0]?.error).toEqual({
      code: "authentication_failed",
      message: `POST ${v1}/candidates responded with 401: Invalid Basic Auth credentials`,
      status: 401,
      retryable: false,
    });
  });

  it("shows no key, also when the vendor repeats it", async () => {
    const echo = json({ message: `key harvest-key-1 (${btoa("harvest-key-1:")}) is unknown` }, 403);
    const { run, logged, warned } = push({ [`POST ${v1}/candidates`]: echo });
    for (const output of [await run, logged, warned]) {
      expect(JSON.stringify(output)).not.toContain("harvest-key-1");
      expect(JSON.stringify(output)).not.toContain(btoa("harvest-key-1:").replace(/=+$/, ""));
    }
  });

  it("ends empty and successful when HrFlow.ai has no such profile", async () => {
    const missing = json({ code: 400, message: "Unable to find object: profile" }, 400);
    const { run, network } = push({ "GET https://api.hrflow.ai/v1/profile/indexing": missing });
    expect(await run).toMatchObject({ status: "success", receipts: [], failures: [] });
    expect(network.calls(host)).toEqual([]);
  });
});
