import { createMemoryStore } from "@hrflow-connectors/core";
import { createGreenhouseFake, joinFakes } from "@hrflow-connectors/testing/fakes";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { bareProfile } from "../__fixtures__/profile";
import { originParameters, profileUrl, v1Parameters, v3Parameters } from "../__fixtures__/push-input";
import { fakeTimers, settle } from "../__fixtures__/settle";
import { greenhouse } from "../greenhouse-connector";

const tags = [{ name: "greenhouse_job_id", value: 4000000123 }];
const text = "Grace Hopper\nwrote a compiler. ".repeat(10).trim();
const resumeUrl = "https://files.example.org/get.php";
const pdf = () => new Response("%PDF-1.4", { headers: { "content-type": "application/pdf" } });

beforeEach(() => fakeTimers());
afterEach(() => vi.useRealTimers());

/** A person with a resume on a server that responds as it is told. */
function createScenario(version: "v3" | "v1", url = resumeUrl) {
  const fake = createGreenhouseFake({ fetches: () => false });
  const server = { respond: pdf };
  const info = { ...bareProfile.info, last_name: "Hopper" };
  const profile = { ...bareProfile, info, tags, text, attachments: [{ type: "resume", public_url: url }] };
  const fetch = joinFakes([fake], {
    files: {
      [profileUrl]: () => Response.json({ code: 200, message: "Profile", data: profile }),
      [resumeUrl]: () => server.respond(),
    },
  });
  const store = createMemoryStore();
  const targetParameters = { v3: v3Parameters, v1: v1Parameters }[version];
  const push = () =>
    settle(greenhouse.pushProfile({ workflowId: "w", originParameters, targetParameters }, { fetch, store }), 250);
  const delivered = () => [fake.state.attachments.length, fake.state.notes.length];
  return { fake, server, push, delivered };
}

const notesPath = { v3: "/notes", v1: "/candidates/{id}/activity_feed/notes" };
const filesPath = { v3: "/attachments", v1: "/candidates/{id}/attachments" };

describe.each(["v3", "v1"] as const)("the text of a profile, by Harvest %s", (version) => {
  it("is no note if the resume is delivered", async () => {
    const { push, delivered } = createScenario(version);
    expect((await push()).receipts[0]).not.toHaveProperty("warnings");
    expect(delivered()).toEqual([1, 0]);
  });

  it.each<[string, Partial<{ url: string; respond: () => Response }>]>([
    ["is gone", { respond: () => new Response(null, { status: 404 }) }],
    ["is a login page", { respond: () => new Response("<!doctype html><title>Sign in</title>") }],
    ["has an address that is not public", { url: "http://127.0.0.1/cv.pdf" }],
  ])("is a public note if the resume %s", async (_, { url, respond }) => {
    const { fake, server, push, delivered } = createScenario(version, url);
    if (respond) server.respond = respond;
    const result = await push();
    expect(result).toMatchObject({ status: "success", failures: [] });
    expect(result.receipts[0]?.warnings).toEqual([expect.stringMatching(/^resume was not added: /)]);
    expect(fake.state.notes).toMatchObject([{ body: text, visibility: "public" }]);
    await push();
    expect(delivered()).toEqual([0, 1]);
  });

  it("is a note if Greenhouse refuses the file", async () => {
    const { fake, push, delivered } = createScenario(version);
    fake.injectFault({ kind: "status", status: 422 }, { method: "POST", path: filesPath[version] });
    await push();
    expect(delivered()).toEqual([0, 1]);
  });

  it("is sent once, also if a later run delivers the resume", async () => {
    const { server, push, delivered } = createScenario(version);
    server.respond = () => new Response(null, { status: 503 });
    await push();
    expect(delivered()).toEqual([0, 1]);
    await push();
    expect(delivered()).toEqual([0, 1]);
    server.respond = pdf;
    await push();
    expect(delivered()).toEqual([1, 1]);
    await push();
    expect(delivered()).toEqual([1, 1]);
  });

  it("is sent once if the response to it is lost", async () => {
    const { fake, push, delivered } = createScenario(version, "http://127.0.0.1/cv.pdf");
    fake.injectFault({ kind: "reset", when: "after" }, { method: "POST", path: notesPath[version] });
    await push();
    await push();
    expect(delivered()).toEqual([0, 1]);
  });

  it("is no note while it is unknown whether the resume was delivered", async () => {
    const { fake, push, delivered } = createScenario(version);
    fake.injectFault({ kind: "status", status: 500 }, { method: "POST", path: filesPath[version] });
    const result = await push();
    expect(result.receipts[0]?.warnings?.join()).toContain("it is unknown whether resume was added");
    expect(delivered()).toEqual([0, 0]);
    await push();
    expect(delivered()).toEqual([1, 0]);
  });

  it("is named by its beginning alone if it cannot be added", async () => {
    const { fake, push } = createScenario(version, "http://127.0.0.1/cv.pdf");
    fake.injectFault({ kind: "status", status: 422 }, { method: "POST", path: notesPath[version] });
    const warnings = (await push()).receipts[0]?.warnings;
    expect(warnings).toContainEqual(
      expect.stringMatching(/^text of the resume: Grace Hopper wrote a compiler[^:]{1,60} was not added: /),
    );
  });
});
