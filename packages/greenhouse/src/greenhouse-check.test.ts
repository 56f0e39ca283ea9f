import type { Fetch } from "@hrflow-connectors/core";
import { createGreenhouseFake, type GreenhouseFakeOptions } from "@hrflow-connectors/testing/fakes";
import { stopTime } from "@hrflow-connectors/testing/vitest";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { v3Parameters } from "./__fixtures__/push-input";
import { settle } from "./__fixtures__/settle";
import { greenhouse } from "./greenhouse-connector";

beforeEach(stopTime);
afterEach(() => vi.useRealTimers());

/** Of the service user. */
const { clientId, clientSecret } = v3Parameters;
const credential = { clientId, clientSecret };

const jobScopes = ["jobs", "job_posts", "job_post_locations", "departments", "offices"].map(
  (list) => `harvest:${list}:list`,
);

async function check(
  action: "pullJobList" | "pushProfile",
  settings: GreenhouseFakeOptions,
  more?: (fake: Fake) => void,
) {
  const fake = createGreenhouseFake(settings);
  more?.(fake);
  const sides = action === "pullJobList" ? { originParameters: credential } : { targetParameters: credential };
  const checking = greenhouse.check({ action, ...sides } as { action: "pullJobList" }, { fetch: fake.fetch as Fetch });
  const { ok, findings } = await settle(checking, 250);
  const lists = fake.requests.filter(({ method }) => method === "GET").map(({ path }) => path);
  const errors = findings.filter(({ level }) => level === "error");
  return { ok, lists, errors, findings };
}

type Fake = ReturnType<typeof createGreenhouseFake>;

describe("a check by the scopes of the token", () => {
  it("reads one list if none is missing, and is sure of the writes", async () => {
    const { ok, lists, findings } = await check("pushProfile", {});
    expect([ok, lists]).toEqual([true, ["/candidates"]]);
    expect(findings.filter(({ level }) => level === "unknown")).toEqual([]);
    expect(findings.map(({ message }) => message)).toContain("greenhouse grants the scopes that the action needs (13)");
  });

  it("reports one finding for each scope that is missing, with what to do", async () => {
    const { ok, lists, errors } = await check("pullJobList", { scopes: jobScopes.slice(2) });
    expect([ok, lists]).toEqual([false, ["/job_post_locations"]]);
    expect(errors).toEqual(
      ["jobs", "job_posts"].map((list) => ({
        ...{ level: "error", side: "origin", code: "scope_missing" },
        message: `the credential has no scope harvest:${list}:list, which GET /${list} needs`,
        advice: `grant harvest:${list}:list to the credential at greenhouse`,
      })),
    );
  });

  it("reports the scopes of writes too", async () => {
    const scopes = ["candidates", "applications", "custom_field_options", "attachments", "notes"];
    const { errors } = await check("pushProfile", { scopes: scopes.map((list) => `harvest:${list}:list`) });
    expect(errors.map(({ message }) => message)).toContain(
      "the credential has no scope harvest:candidates:create, which POST /candidates needs",
    );
    expect(errors).toHaveLength(8);
  });

  it("tells a user who is no site administrator by the one list", async () => {
    const { lists, errors } = await check("pullJobList", {}, (fake) =>
      fake.injectFault({ kind: "status", status: 403, body: { message: "Forbidden" } }, { path: "/jobs" }),
    );
    expect(lists).toEqual(["/jobs"]);
    expect(errors).toMatchObject([{ advice: "act for a site administrator" }]);
  });
});

describe("a check where the introspection tells nothing", () => {
  it.each([
    ["is not found", { kind: "status", status: 404, body: { message: "Resource not found" } }],
    ["is forbidden", { kind: "status", status: 403, body: { message: "Forbidden" } }],
    ["names other scopes", { kind: "status", status: 200, body: { active: true, scope: "jobs.view" } }],
    ["names none", { kind: "status", status: 200, body: { active: true } }],
  ] as const)("reads a row of each list if it %s", async (_, fault) => {
    const { lists, errors } = await check("pullJobList", { scopes: jobScopes.slice(0, 3) }, (fake) =>
      fake.injectFault(fault, { path: "/introspect" }),
    );
    expect(lists).toEqual(["/jobs", "/job_posts", "/job_post_locations", "/departments", "/offices"]);
    expect(errors.map(({ advice }) => advice)).toEqual([
      "grant harvest:departments:list, and act for a site administrator",
      "grant harvest:offices:list, and act for a site administrator",
    ]);
  });
});
