import { createMemoryStore, type Fetch, type Store } from "@hrflow-connectors/core";
import { createGreenhouseFake, joinFakes } from "@hrflow-connectors/testing/fakes";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { fullProfile } from "../__fixtures__/profile";
import { originParameters, profileUrl, v1Parameters, v3Parameters } from "../__fixtures__/push-input";
import { fakeTimers, settle } from "../__fixtures__/settle";
import { greenhouse } from "../greenhouse-connector";

const tags = [{ name: "greenhouse_job_id", value: 4000000123 }];
const { attachments: _, text: __, ...profile } = { ...fullProfile, tags };
const versions = ["v3", "v1"] as const;
type Body = Record<string, unknown>;

beforeEach(() => fakeTimers());
afterEach(() => vi.useRealTimers());

const createFake = () => createGreenhouseFake({ options: { school_name: ["University of London"] } });

/** A Greenhouse that refuses to create a candidate as long as the body has what the given function finds wrong in it. */
function createScenario(version: "v3" | "v1", refuse: (body: Body) => unknown, fake = createFake()) {
  const joined = joinFakes([fake], {
    files: { [profileUrl]: () => Response.json({ code: 200, message: "Profile", data: profile }) },
  });
  const sent: Body[] = [];
  const fetch: Fetch = async (...request) => {
    const asked = new Request(...request);
    if (asked.method !== "POST" || !asked.url.endsWith("/candidates")) return joined(asked);
    const body = (await asked.clone().json()) as Body;
    sent.push(body);
    const errors = refuse(body);
    return errors === undefined ? joined(asked) : Response.json({ errors }, { status: 422 });
  };
  const targetParameters = { v3: v3Parameters, v1: v1Parameters }[version];
  const push = (store: Store = createMemoryStore()) =>
    settle(greenhouse.pushProfile({ workflowId: "w", originParameters, targetParameters }, { fetch, store }), 100);
  return { fake, push, sent };
}

const emailsIn = (body: Body) => "email_addresses" in body;
const warning = (part: string, reason: string) => `${part} was not sent, as Greenhouse refused it: ${reason}`;

describe.each(versions)("a candidate of Harvest %s that Greenhouse refuses for one part", (version) => {
  it.each([
    ["by field and message", [{ field: "email_addresses[0].value", message: "is invalid" }], "[0]", "is invalid"],
    ["by field", [{ email_addresses: "is invalid" }], "", "is invalid"],
    ["within the candidate", [{ candidate: { email_addresses: ["is invalid"] } }], "", "is invalid"],
    ["in an object by field", { email_addresses: ["is invalid"] }, "", "is invalid"],
    ["with its value", [{ email_addresses: "ada@example.org is invalid" }], "", "... is invalid"],
    ["in a text", ["Email addresses value is invalid"], "", "Email addresses value is invalid"],
    ["in the text of another field", { base: ["Email is invalid"] }, "", "Email is invalid"],
  ])("is created without it, with a warning: named %s", async (_, errors, entry, reason) => {
    const { fake, push, sent } = createScenario(version, (body) => (emailsIn(body) ? errors : undefined));
    const result = await push();
    expect(result).toMatchObject({ status: "success", failures: [] });
    expect(result.receipts[0]?.warnings).toContainEqual(warning(`email_addresses${entry}`, reason));
    expect(fake.state.candidates).toMatchObject([{ first_name: "Ada", email_addresses: [] }]);
    const [first = {}, second] = sent;
    const { email_addresses, ...rest } = first;
    expect(second).toEqual(rest);
    expect(sent).toHaveLength(2);
  });

  it("is created without every part that is refused, one after the other", async () => {
    const { fake, push, sent } = createScenario(version, (body) => {
      if (emailsIn(body)) return [{ field: "email_addresses", message: "is invalid" }];
      return "phone_numbers" in body ? [{ phone_numbers: "is invalid" }, "Tags is too long"] : undefined;
    });
    const result = await push();
    const parts = ["email_addresses", "phone_numbers", "tags"];
    for (const part of parts) expect(result.receipts[0]?.warnings?.join()).toContain(`${part} was not sent`);
    expect(sent.map((body) => parts.filter((part) => part in body))).toEqual([parts, parts.slice(1), []]);
    expect(fake.state.candidates).toMatchObject([{ phone_numbers: [], tags: [] }]);
  });

  it.each([
    ["a name", [{ field: "first_name", message: "is too long" }]],
    ["a job", [{ field: "application.job_id", message: "is not a known job" }]],
    ["nothing", ["is not acceptable"]],
    ["a part that was not sent", [{ field: "custom_fields", message: "is invalid" }]],
  ])("fails if the refusal names %s, and is not sent again", async (_, errors) => {
    const { push, sent } = createScenario(version, () => errors);
    expect(await push()).toMatchObject({ status: "fatal", failures: [{ error: { status: 422 } }] });
    expect(sent).toHaveLength(1);
  });

  it("is adopted without its e-mail address if the response to the second create is lost", async () => {
    const { fake, push } = createScenario(version, (body) =>
      emailsIn(body) ? [{ field: "email_addresses", message: "is invalid" }] : undefined,
    );
    fake.injectFault({ kind: "reset", when: "after" }, { method: "POST", path: "/candidates" });
    const store = createMemoryStore();
    await push(store);
    const result = await push(store);
    expect(result).toMatchObject({ status: "success", failures: [] });
    expect(result.receipts[0]?.warnings).toContainEqual(warning("email_addresses", "is invalid"));
    expect(fake.state.candidates).toHaveLength(1);
  });

  it("returns the same receipt later, and sends nothing", async () => {
    const { push, sent } = createScenario(version, (body) => (emailsIn(body) ? ["Email is invalid"] : undefined));
    const store = createMemoryStore();
    const { receipts } = await push(store);
    expect((await push(store)).receipts).toEqual(receipts.map((receipt) => ({ ...receipt, replayed: true })));
    expect(sent).toHaveLength(2);
  });
});

it.each([
  ["an entry", { field: "employments[1].title", message: "is too long" }, "employments[1]", ["Clerk"]],
  ["a field in it", { field: "company_name", message: "is too long" }, "employments", []],
])("a candidate of Harvest v1 is created without an employment: named by %s", async (_, error, part, kept) => {
  const { fake, push, sent } = createScenario("v1", (body) =>
    (body.employments as { title: string }[] | undefined)?.some(({ title }) => title === "Analyst")
      ? [error]
      : undefined,
  );
  const result = await push();
  expect(result.receipts[0]?.warnings).toContainEqual(warning(part, error.message));
  expect(fake.state.employments.map(({ title }) => title)).toEqual(kept);
  expect(sent).toHaveLength(2);
});

it("a candidate of Harvest v1 is created without its educations if a school is refused", async () => {
  const { fake, push } = createScenario("v1", (body) =>
    "educations" in body ? [{ field: "school_id", message: "is not a known option" }] : undefined,
  );
  const result = await push();
  expect(result.receipts[0]?.warnings).toContainEqual(warning("educations", "is not a known option"));
  expect([fake.state.candidates.length, fake.state.educations.length]).toEqual([1, 0]);
});

it("an employment that Harvest v1 refused is added by Harvest v3, which adopts the candidate and doubles nothing", async () => {
  const isClerk = ({ title }: { title: string }) => title === "Clerk";
  const { fake, push } = createScenario("v1", (body) =>
    (body.employments as { title: string }[] | undefined)?.some(isClerk)
      ? [{ field: "employments[0].title", message: "is too long" }]
      : undefined,
  );
  const store = createMemoryStore();
  fake.injectFault({ kind: "reset", when: "after" }, { method: "POST", path: "/candidates" });
  fake.injectFault({ kind: "status", status: 503 }, { method: "GET", path: "/candidates", times: 20 });
  expect(await push(store)).toMatchObject({ status: "fatal" });
  expect(fake.state.employments.map(({ title }) => title)).toEqual(["Analyst"]);
  fake.clearFaults();
  const result = await createScenario("v3", () => undefined, fake).push(store);
  expect(result).toMatchObject({ status: "success", failures: [] });
  expect(result.receipts[0]?.warnings).toContainEqual(warning("employments[0]", "is too long"));
  expect(fake.state.candidates).toHaveLength(1);
  expect(fake.state.employments.map(({ title }) => title).sort()).toEqual(["Analyst", "Clerk"]);
  expect(fake.state.educations).toHaveLength(1);
});
