import type { Fault } from "@hrflow-connectors/testing/fakes";
import { describe, expect, it } from "vitest";
import { createFakes, passWaits, pushToFakes, resumeUrl } from "../__fixtures__/fakes";

passWaits();

/** Fakes that outlive a push. The resume's server responds with the statuses in turn, then with the file. */
function createScenario(extension: string, { phonesInForms = true, statuses = [] as number[] } = {}) {
  const serveResume = () => {
    const status = statuses.shift();
    return status === undefined ? new Response("%PDF-1.4 a resume") : new Response(null, { status });
  };
  const fakes = createFakes({ extension, phonesInForms, serveResume });
  const { vendor } = fakes;
  /** Returns the push's receipt, and what it sent to Lever. */
  const push = async () => {
    const before = vendor.requests.length;
    const { status, receipts, failures } = await pushToFakes(fakes);
    const sent = vendor.requests.slice(before).map(({ method, path }) => `${method} /${path.split("/").at(-1)}`);
    const [receipt] = receipts;
    const codes = failures.map(({ error }) => [error.code, error.status]);
    const { id, warnings = [], replayed: isReplayed = false } = receipt ?? {};
    return { status, codes, sent, id, warnings, isReplayed };
  };
  /** The name of the only opportunity's part in warnings. */
  const nameOf = (part: string) => `${part} of ${vendor.state.opportunities[0]?.id}`;
  return { vendor, store: fakes.store, push, statuses, nameOf };
}

const success = { status: "success", codes: [], id: expect.any(String), isReplayed: false };
const replayed = { ...success, sent: [], isReplayed: true };
const files = { method: "POST", path: "/opportunities/{opportunity}/files" };

describe("a file that follows the create", () => {
  it.each<[string, Fault, number, string, string[]]>([
    ["the connection breaks", { kind: "reset", when: "before" }, 1, "unknown", ["GET /files"]],
    ["Lever responds with 503", { kind: "status", status: 503 }, 1, "unknown", ["GET /files"]],
    ["Lever responds with 429 for too long", { kind: "status", status: 429 }, 5, "refused", []],
  ])("is a warning if %s, and the next push sends it alone", async (_, fault, times, outcome, lookups) => {
    const { vendor, push, nameOf } = createScenario(".odt");
    vendor.injectFault(fault, { ...files, times });
    const first = await push();
    expect(first).toMatchObject(success);
    const name = nameOf("resume file");
    const start =
      outcome === "unknown" ? `it is unknown whether ${name} was added: POST ` : `${name} was not added: POST `;
    expect(first.warnings).toEqual([expect.stringMatching(new RegExp(`^${start}`))]);
    const second = await push();
    expect([...new Set(second.sent)]).toEqual([...lookups, "POST /files"]);
    expect(second.warnings).toEqual([]);
    expect(vendor.state.files).toHaveLength(1);
    expect(await push()).toMatchObject(replayed);
  });

  it("fails the push if Lever refuses the credential, and the next push sends it alone", async () => {
    const { vendor, push, nameOf } = createScenario(".odt");
    vendor.injectFault({ kind: "status", status: 401 }, files);
    const first = await push();
    expect(first).toMatchObject({ status: "fatal", codes: [["partial_write", 401]], isReplayed: false });
    expect(first.warnings).toEqual([expect.stringMatching(`^${nameOf("resume file")} was not added: POST `)]);
    const second = await push();
    expect(second).toEqual({ ...success, sent: ["POST /files"], warnings: [] });
    expect(vendor.state.files).toHaveLength(1);
    expect(await push()).toMatchObject(replayed);
  });

  it("fails the push with the receipt if the store fails meanwhile, and the next push sends it alone", async () => {
    const { vendor, push, store } = createScenario(".odt");
    const { setItem } = store;
    store.setItem = (key, value) => {
      if (value.includes("resume file of")) throw new Error("the disk is full");
      return setItem(key, value);
    };
    const first = await push();
    expect(first).toMatchObject({
      status: "fatal",
      codes: [["partial_write", undefined]],
      sent: ["POST /opportunities"],
    });
    expect(first.id).toBe(vendor.state.opportunities[0]?.id);

    store.setItem = setItem;
    expect(await push()).toEqual({ ...success, id: first.id, sent: ["POST /files"], warnings: [] });
    expect([vendor.state.opportunities.length, vendor.state.files.length]).toEqual([1, 1]);
  });

  it("stays a warning if Lever responds with 422, and is not sent again", async () => {
    const { vendor, push } = createScenario(".odt");
    vendor.injectFault({ kind: "status", status: 422 }, files);
    const { warnings } = await push();
    expect(warnings).toHaveLength(1);
    expect(await push()).toEqual({ ...replayed, warnings });
  });
});

describe("a resume whose server fails", () => {
  it("is missing in this push if the error is transient; the next push attaches it as a file, with a warning", async () => {
    const { vendor, push, nameOf } = createScenario(".pdf", { statuses: [503, 503, 503, 503, 503] });
    const first = await push();
    expect(first.sent).toEqual(["POST /opportunities"]);
    const missing = `${nameOf("resume file")} was not added: GET ${resumeUrl} responded with 503: no file`;
    expect(first.warnings).toEqual([missing]);

    const second = await push();
    expect(second.sent).toEqual(["POST /files"]);
    const late = "the resume could not be downloaded before the opportunity was created: it was added as a plain file";
    expect(second.warnings).toEqual([late]);
    const { opportunities, resumes, files } = vendor.state;
    expect([opportunities.length, resumes.length, files.length]).toEqual([1, 0, 1]);
    expect(await push()).toEqual({ ...replayed, warnings: [late] });
  });

  it.each([404, 401])("is a warning if it responds with %i, at once or later, and no part remains", async (status) => {
    const atOnce = createScenario(".pdf", { statuses: [status] });
    const gone = `GET ${resumeUrl} responded with ${status}: no file`;
    expect(await atOnce.push()).toMatchObject({ ...success, warnings: [`the resume was not sent: ${gone}`] });
    expect(await atOnce.push()).toEqual({ ...replayed, warnings: [`the resume was not sent: ${gone}`] });

    const later = createScenario(".pdf", { statuses: [503, 503, 503, 503, 503, status] });
    await later.push();
    const warnings = [`${later.nameOf("resume file")} was not added: ${gone}`];
    expect(await later.push()).toEqual({ ...success, sent: [], warnings });
    expect(await later.push()).toEqual({ ...replayed, warnings });
  });

  it("is not attached a second time if the create that is adopted had sent it", async () => {
    const { vendor, push, statuses } = createScenario(".pdf");
    vendor.injectFault({ kind: "reset", when: "after" }, { method: "POST" });
    vendor.injectFault({ kind: "status", status: 500 }, { method: "GET", times: 5 });
    expect((await push()).status).toBe("fatal");
    statuses.push(503, 503, 503, 503, 503);
    expect(await push()).toMatchObject({ ...success, sent: ["GET /opportunities"], warnings: [] });
    const { opportunities, resumes, files } = vendor.state;
    expect([opportunities.length, resumes.length, files.length]).toEqual([1, 1, 0]);
  });
});

describe("a phone number that Lever did not read from the form", () => {
  const contact = { method: "PUT", path: "/contacts/{contact}" };

  it("is added by the next push if the correction failed with a transient error", async () => {
    const { vendor, push, nameOf } = createScenario(".pdf", { phonesInForms: false });
    vendor.injectFault({ kind: "status", status: 503 }, { ...contact, times: 5 });
    const { warnings } = await push();
    const unknown = `^it is unknown whether ${nameOf("phone number")} was added: PUT `;
    expect(warnings).toEqual([expect.stringMatching(unknown)]);
    const second = await push();
    expect(second.sent.map((call) => call.split(" ")[0])).toEqual(["GET", "GET", "PUT"]);
    expect(second.warnings).toEqual([]);
    expect(vendor.state.contacts).toMatchObject([{ phones: [{ value: "+33600000000" }] }]);
    expect(await push()).toMatchObject(replayed);
  });

  it("stays a warning if Lever refuses it", async () => {
    const { vendor, push } = createScenario(".pdf", { phonesInForms: false });
    vendor.injectFault({ kind: "status", status: 422 }, contact);
    const { warnings } = await push();
    expect(warnings).toHaveLength(1);
    expect(await push()).toEqual({ ...replayed, warnings });
  });
});

describe("a credential without access to confidential records", () => {
  const create = { method: "POST", path: "/opportunities" };
  const lost: Fault = { kind: "reset", when: "after" };

  it.each([
    ["no posting", []],
    ["a posting that is not confidential", ["baker"]],
  ])("finds what it created, or creates it, for %s", async (_, postings) => {
    for (const when of ["after", "before"] as const) {
      const fakes = createFakes({ postings, confidentialAccess: false });
      fakes.vendor.injectFault({ kind: "reset", when }, create);
      await pushToFakes(fakes);
      expect(await pushToFakes(fakes)).toMatchObject({ status: "success" });
      expect(fakes.vendor.state.opportunities).toHaveLength(1);
    }
  });

  it("creates nothing again for a confidential posting: it cannot tell what an earlier attempt created", async () => {
    const fakes = createFakes({ postings: ["director"], confidential: ["director"], confidentialAccess: false });
    fakes.vendor.injectFault(lost, create);
    await pushToFakes(fakes);
    const { failures } = await pushToFakes(fakes);
    expect(failures).toMatchObject([{ error: { code: "permission_denied", status: 403 } }]);
    expect(fakes.vendor.state.opportunities).toHaveLength(1);
  });
});
