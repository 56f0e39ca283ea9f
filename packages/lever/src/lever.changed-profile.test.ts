import { describe, expect, it } from "vitest";
import { createFakes, type FakeSettings, passWaits, pushToFakes } from "./__fixtures__/fakes";
import { postingTags } from "./__fixtures__/lever";

passWaits();

const unavailable = () => new Response("busy", { status: 503 });

/** A push whose resume cannot be downloaded, and a later one of the profile with other postings. */
function createScenario(postings: string[], settings: FakeSettings = {}) {
  let serveResume = unavailable;
  const fakes = createFakes({
    postings: ["one", "two"],
    extension: "pdf",
    serveResume: () => serveResume(),
    ...settings,
  });
  const [profile] = fakes.hrflow.state.profiles;
  const tag = (given: string[]) => Object.assign(profile ?? {}, { tags: postingTags(...given) });
  tag(postings);
  const pushLater = (given: string[]) => {
    serveResume = () => new Response("%PDF-1.4", { headers: { "content-type": "application/pdf" } });
    tag(given);
    return pushToFakes(fakes);
  };
  return { ...fakes, push: () => pushToFakes(fakes), pushLater };
}

const addedLate = "the resume could not be downloaded before the opportunity was created: it was added as a plain file";

describe("a profile that changes while its delivery is unfinished", () => {
  it("and gets a posting keeps its one opportunity, and the receipt says so", async () => {
    const scenario = createScenario([]);
    expect((await scenario.push()).receipts[0]?.warnings?.join()).toContain("resume");
    const { status, receipts } = await scenario.pushLater(["one"]);
    expect(status).toBe("success");
    expect(receipts).toMatchObject([
      { warnings: ["posting one is not on the opportunity: an earlier run created it without one", addedLate] },
    ]);
    expect(scenario.vendor.state.opportunities).toHaveLength(1);
    expect(scenario.vendor.state.files).toHaveLength(1);
  });

  it("and loses its posting keeps its one opportunity", async () => {
    const scenario = createScenario(["one"]);
    await scenario.push();
    const { status, receipts } = await scenario.pushLater([]);
    expect(status).toBe("success");
    expect(receipts).toMatchObject([{ warnings: [addedLate] }]);
    expect(scenario.vendor.state.opportunities).toMatchObject([{ posting: "one" }]);
  });

  it("and gets a second posting, named first, has one opportunity for each", async () => {
    const scenario = createScenario(["one"]);
    await scenario.push();
    const { status, receipts } = await scenario.pushLater(["two", "one"]);
    expect(status).toBe("success");
    expect(receipts).toHaveLength(2);
    expect(scenario.vendor.state.opportunities.map(({ posting }) => posting).sort()).toEqual(["one", "two"]);
  });

  it("and was perhaps created without a posting is looked up before it is created with one", async () => {
    for (const when of ["after", "before"] as const) {
      const scenario = createScenario([]);
      const { vendor } = scenario;
      vendor.injectFault({ kind: "reset", when }, { method: "POST", path: "/opportunities" });
      vendor.injectFault({ kind: "status", status: 503 }, { method: "GET", path: "/opportunities", times: 50 });
      expect(await scenario.push()).toMatchObject({ status: "fatal" });
      vendor.clearFaults();
      const { status, receipts } = await scenario.pushLater(["one"]);
      expect(status).toBe("success");
      expect(vendor.state.opportunities).toMatchObject([{ posting: when === "before" ? "one" : null }]);
      expect(JSON.stringify(receipts).includes("is not on the opportunity")).toBe(when === "after");
    }
  });
});

describe("somebody without an e-mail address whose first opportunity failed", () => {
  // Nobody knows whether a request that was reset has created the contact: the second opportunity waits.
  it.each([
    ["before", 0, ["one", "two"]],
    ["after", 2, ["one", "two"]],
    ["refused", 1, ["two", "one"]],
  ] as const)("is one contact after the next run (%s)", async (when, receipts, postings) => {
    const fakes = createFakes({ postings: ["one", "two"], info: { full_name: "Ada Example" } });
    const fault = when === "refused" ? ({ kind: "status", status: 422 } as const) : ({ kind: "reset", when } as const);
    fakes.vendor.injectFault(fault, { method: "POST", path: "/opportunities" });
    expect((await pushToFakes(fakes)).receipts).toHaveLength(receipts);
    expect(await pushToFakes(fakes)).toMatchObject({ status: "success" });
    expect(fakes.vendor.state.opportunities.map(({ posting }) => posting)).toEqual(postings);
    expect(fakes.vendor.state.contacts).toHaveLength(1);
  });
});

describe("a credential that may not see confidential opportunities", () => {
  it("adopts what it can see, creates what it would see, and leaves unknown what it cannot see", async () => {
    for (const [when, confidential, outcomes] of [
      ["after", [], ["success", "success"]],
      ["before", [], ["fatal", "success"]],
      ["before", ["one"], ["fatal", "fatal"]],
    ] as const) {
      const scenario = createScenario(["one"], { confidentialAccess: false, confidential: [...confidential] });
      const { vendor, push } = scenario;
      vendor.injectFault({ kind: "reset", when }, { method: "POST", path: "/opportunities" });
      const [first, second] = [await push(), await push()];
      expect([first.status, second.status]).toEqual(outcomes);
      if (confidential.length > 0) expect(second.failures[0]?.error.message).toContain("403");
      expect(vendor.state.opportunities).toHaveLength(confidential.length > 0 ? 0 : 1);
    }
  });
});
