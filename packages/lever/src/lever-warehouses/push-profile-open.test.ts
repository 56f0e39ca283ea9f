import { createMemoryStore } from "@hrflow-connectors/core";
import { shortenWaits } from "@hrflow-connectors/testing";
import { createHrflowFake, createLeverFake, type Fault, joinFakes } from "@hrflow-connectors/testing/fakes";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { byApiKey, originParameters, storedProfile } from "../__fixtures__/lever";
import { lever } from "../lever-connector";

const { apiSecret, apiUser, sourceKey, profileKey } = originParameters;
const resumeUrl = "https://files.example.com/ada";
const many = { requests: 1e6, perMs: 1, burst: 1e6 };

let restoreWaits: () => void;
beforeEach(() => {
  restoreWaits = shortenWaits();
});
afterEach(() => restoreWaits());

/** Vendors and a store that outlive a push; the file's server answers with the statuses in turn, then with the file. */
function createWorld(extension: string, { phonesInForms = true, statuses = [] as number[] } = {}) {
  const attachments = [{ type: "resume", public_url: resumeUrl, file_name: "ada", extension }];
  const { info } = storedProfile;
  const hrflow = createHrflowFake({
    accounts: [{ apiKey: apiSecret, userEmail: apiUser }],
    sources: [sourceKey],
    profiles: [{ source_key: sourceKey, key: profileKey, info, attachments }],
  });
  const vendor = createLeverFake({ apiKeys: [byApiKey.apiKey], phonesInForms });
  const serve = () => {
    const status = statuses.shift();
    return status === undefined ? new Response("a resume") : new Response(null, { status });
  };
  const fetch = joinFakes([hrflow, vendor], { files: { [resumeUrl]: serve } });
  const store = createMemoryStore();
  /** The push's receipts, and what it sent to Lever. */
  const push = async () => {
    const before = vendor.requests.length;
    const { status, receipts } = await lever.pushProfile(
      { workflowId: "w", originParameters, targetParameters: { ...byApiKey, performAs: "user-1" } },
      { fetch, store, rateLimits: { hrflow: many, lever: many } },
    );
    const sent = vendor.requests.slice(before).map(({ method, path }) => `${method} /${path.split("/").at(-1)}`);
    const [receipt] = receipts;
    return { status, sent, warnings: receipt?.warnings ?? [], isReplayed: receipt?.replayed === true };
  };
  return { vendor, push, statuses };
}

const success = { status: "success", isReplayed: false };
const replayed = { status: "success", sent: [], isReplayed: true };
const files = { method: "POST", path: "/opportunities/{opportunity}/files" };

describe("a file that follows the create", () => {
  it.each<[string, Fault, number, string[]]>([
    ["breaks", { kind: "reset", when: "before" }, 1, ["GET /files"]],
    ["answers 503", { kind: "status", status: 503 }, 1, ["GET /files"]],
    ["answers 429 for too long", { kind: "status", status: 429 }, 5, []],
    ["answers 401", { kind: "status", status: 401 }, 1, []],
  ])("and %s is a warning, and is sent by the next push, alone", async (_, fault, times, looks) => {
    const { vendor, push } = createWorld(".odt");
    vendor.misbehave(fault, { ...files, times });
    const first = await push();
    expect(first).toMatchObject(success);
    expect(first.warnings).toEqual([
      expect.stringMatching(/^the resume is of a type that Lever does not parse, and was not taken as a file: POST/),
    ]);
    const second = await push();
    expect([...new Set(second.sent)]).toEqual([...looks, "POST /files"]);
    expect(second.warnings).toEqual([]);
    expect(vendor.state.files).toHaveLength(1);
    expect(await push()).toMatchObject(replayed);
  });

  it("and answers 422 is a warning that stays, and is not sent again", async () => {
    const { vendor, push } = createWorld(".odt");
    vendor.misbehave({ kind: "status", status: 422 }, files);
    const { warnings } = await push();
    expect(warnings).toHaveLength(1);
    expect(await push()).toEqual({ ...replayed, warnings });
  });
});

describe("a resume whose server fails", () => {
  it("for a passing reason costs the resume in this push; the next one attaches it as a file, and says so", async () => {
    const { vendor, push } = createWorld(".pdf", { statuses: [503, 503, 503, 503, 503] });
    const first = await push();
    expect(first.sent).toEqual(["POST /opportunities"]);
    expect(first.warnings).toEqual([`the resume was not sent: GET ${resumeUrl} answered 503: no file`]);

    const second = await push();
    expect(second.sent).toEqual(["POST /files"]);
    const late = "the resume could not be downloaded when the opportunity was made, and went as a plain file";
    expect(second.warnings).toEqual([late]);
    const { opportunities, resumes, files } = vendor.state;
    expect([opportunities.length, resumes.length, files.length]).toEqual([1, 0, 1]);
    expect(await push()).toEqual({ ...replayed, warnings: [late] });
  });

  it("for good, at once or later, is a warning, and nothing is left to do", async () => {
    const gone = `the resume was not sent: GET ${resumeUrl} answered 404: no file`;
    const atOnce = createWorld(".pdf", { statuses: [404] });
    expect((await atOnce.push()).warnings).toEqual([gone]);
    expect(await atOnce.push()).toEqual({ ...replayed, warnings: [gone] });

    const later = createWorld(".pdf", { statuses: [503, 503, 503, 503, 503, 404] });
    await later.push();
    expect(await later.push()).toEqual({ ...success, sent: [], warnings: [gone] });
    expect(await later.push()).toEqual({ ...replayed, warnings: [gone] });
  });

  it("is not attached a second time where it went along with a create that is adopted", async () => {
    const { vendor, push, statuses } = createWorld(".pdf");
    vendor.misbehave({ kind: "reset", when: "after" }, { method: "POST" });
    vendor.misbehave({ kind: "status", status: 500 }, { method: "GET", times: 5 });
    expect((await push()).status).toBe("fatal");
    statuses.push(503, 503, 503, 503, 503);
    expect(await push()).toMatchObject({ ...success, sent: ["GET /opportunities"], warnings: [] });
    const { opportunities, resumes, files } = vendor.state;
    expect([opportunities.length, resumes.length, files.length]).toEqual([1, 1, 0]);
  });
});

describe("a phone number that Lever did not take from the form", () => {
  const contact = { method: "PUT", path: "/contacts/{contact}" };

  it("is corrected by the next push where that failed for a passing reason", async () => {
    const { vendor, push } = createWorld(".pdf", { phonesInForms: false });
    vendor.misbehave({ kind: "status", status: 503 }, { ...contact, times: 5 });
    expect((await push()).warnings).toEqual([expect.stringMatching(/^Lever did not take the phone number: PUT/)]);
    const second = await push();
    expect(second.sent.map((call) => call.split(" ")[0])).toEqual(["GET", "GET", "PUT"]);
    expect(second.warnings).toEqual([]);
    expect(vendor.state.contacts).toMatchObject([{ phones: [{ value: "+33600000000" }] }]);
    expect(await push()).toMatchObject(replayed);
  });

  it("stays a warning where Lever refuses it", async () => {
    const { vendor, push } = createWorld(".pdf", { phonesInForms: false });
    vendor.misbehave({ kind: "status", status: 422 }, contact);
    const { warnings } = await push();
    expect(warnings).toHaveLength(1);
    expect(await push()).toEqual({ ...replayed, warnings });
  });
});
