import { expect, test } from "vitest";
import { createFakes, type FakeSettings, passWaits, pushToFakes } from "../__fixtures__/fakes";

const written = "Ada Example\nBuilt   bridges. ".repeat(10).trim();
/** As it is sent. */
const text = written.replace(/ +/g, " ");
const gone = () => new Response(null, { status: 404 });

passWaits();

function scenario(settings: FakeSettings) {
  const fakes = createFakes({ text: written, ...settings });
  return {
    ...fakes,
    push: () => pushToFakes(fakes),
    notes: () => fakes.vendor.state.notes.map(({ value }) => value),
    files: () => fakes.vendor.state.resumes.length + fakes.vendor.state.files.length,
  };
}

test("adds the text of a profile as a note if it has no resume, once", async () => {
  const { push, notes } = scenario({});
  const { receipts, status } = await push();
  expect(status).toBe("success");
  expect(receipts[0]).not.toHaveProperty("warnings");
  await push();
  expect(notes()).toEqual([text]);
});

test.each(["pdf", "odt"])("adds no note if the resume is delivered: %s", async (extension) => {
  const { push, notes, files } = scenario({ extension });
  await push();
  expect([notes(), files()]).toEqual([[], 1]);
});

test.each([
  ["is gone", gone],
  ["is a login page", () => new Response("<!doctype html><title>Sign in</title>")],
])("adds the text to each opportunity if the resume %s", async (_, serveResume) => {
  const { push, notes, files } = scenario({ extension: "pdf", serveResume, postings: ["a", "b"] });
  const { receipts } = await push();
  await push();
  expect([notes(), files()]).toEqual([[text, text], 0]);
  for (const { warnings } of receipts) expect(warnings?.join()).toContain("the resume was not sent");
});

test("adds the text if Lever refuses the file", async () => {
  const { vendor, push, notes, files } = scenario({ extension: "odt" });
  const path = "/opportunities/{opportunity}/files";
  vendor.injectFault({ kind: "status", status: 400, body: { code: "x", message: "No." } }, { method: "POST", path });
  await push();
  expect([notes(), files()]).toEqual([[text], 0]);
});

test("adds the text once, also if a later run delivers the resume", async () => {
  let serve: () => Response = () => new Response(null, { status: 503 });
  const { push, notes, files } = scenario({ extension: "pdf", serveResume: () => serve() });
  await push();
  await push();
  expect([notes(), files()]).toEqual([[text], 0]);
  serve = () => new Response("%PDF-1.4");
  await push();
  await push();
  expect([notes(), files()]).toEqual([[text], 1]);
});

test("adds the text once if the response is lost", async () => {
  const { vendor, push, notes } = scenario({});
  const path = "/opportunities/{opportunity}/notes";
  vendor.injectFault({ kind: "reset", when: "after" }, { method: "POST", path });
  vendor.injectFault({ kind: "status", status: 503 }, { method: "GET", path, times: 50 });
  expect((await push()).receipts[0]?.warnings?.join()).toMatch(
    /^it is unknown whether note of \S+: Ada Example Built bridges[^:]{1,60} was added: /,
  );
  vendor.clearFaults();
  expect((await push()).receipts[0]).not.toHaveProperty("warnings");
  expect(notes()).toEqual([text]);
});

test("adds no note while it is unknown whether the resume was delivered", async () => {
  const { vendor, push, notes, files } = scenario({ extension: "odt" });
  const path = "/opportunities/{opportunity}/files";
  vendor.injectFault({ kind: "reset", when: "before" }, { method: "POST", path });
  vendor.injectFault({ kind: "status", status: 503 }, { method: "GET", path, times: 50 });
  await push();
  vendor.clearFaults();
  await push();
  expect([notes(), files()]).toEqual([[], 1]);
});
