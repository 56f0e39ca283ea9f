import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type FakeServer, serve } from "@hrflow-connectors/testing/fakes";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { compile } from "../__fixtures__/compile";
import { accounts, createAccounts } from "./accounts";

const program = await compile(fileURLToPath(new URL("hourly-sync.ts", import.meta.url)));
const sizes = { postings: 8, people: 12, profiles: 6 };

let state: string;
let server: FakeServer;
const children: ChildProcess[] = [];
/** Responds to a request that creates something. */
let create: (request: Request) => Promise<Response>;
let vendors: ReturnType<typeof createAccounts>;

beforeEach(async () => {
  state = await mkdtemp(join(tmpdir(), "hourly-sync-"));
  vendors = createAccounts(sizes);
  const { fetch, bases } = vendors.served;
  create = fetch;
  server = await serve({ fetch: (request) => (request.method === "POST" ? create(request) : fetch(request)), bases });
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
  await server.close();
  await rm(state, { recursive: true, force: true });
});

/** Starts the example, for one round unless told otherwise. */
function start(args = ["--once"]) {
  const child = spawn(process.execPath, [program, "--state", state, "--fakes", server.url, ...args]);
  children.push(child);
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (output += chunk));
  const ended = once(child, "close").then(([code, signal]) => ({ code, signal, output }));
  return { child, ended };
}

/**
 * Interrupts the process once it has created the n-th record at a path that ends so. This request and those after it get no response: that
 * one has created its record, and they create none.
 */
function interruptAt(n: number, ending: string, { ended }: ReturnType<typeof start>, interrupt: () => void) {
  const { fetch } = vendors.served;
  let count = 0;
  create = async (request) => {
    const isCounted = new URL(request.url).pathname.endsWith(ending);
    if (count === n) {
      await ended;
      throw new Error("the process has ended");
    }
    if (isCounted) count += 1;
    if (!isCounted || count < n) return fetch(request);
    const response = await fetch(request);
    interrupt();
    await ended;
    create = fetch;
    return response;
  };
}

/** Lever has each person and each profile once, HrFlow.ai each posting, and nobody twice. */
function expectEachOnce() {
  const numbered = (name: string, count: number) => Array.from({ length: count }, (_, n) => `${name}-${n}`).sort();
  const { jobs, profiles } = vendors.hrflow.state;
  expect(jobs.map(({ reference }) => reference).sort()).toEqual(numbered("posting", sizes.postings));
  const pulled = profiles.filter(({ source_key }) => source_key === accounts.fromLeverKey);
  const { contacts, opportunities } = vendors.lever.state;
  // Those who were pushed come back with the next pull.
  const references = pulled.map(({ reference }) => reference);
  expect(references.length).toBe(new Set(references).size);
  expect(references).toEqual(expect.arrayContaining(numbered("person", sizes.people)));
  expect(opportunities.map(({ id }) => id)).toEqual(expect.arrayContaining(references));
  const addresses = new Map(contacts.map(({ id, emails }) => [id, emails[0]?.replace("@example.com", "")]));
  expect(opportunities.map(({ contact }) => addresses.get(contact)).sort()).toEqual(
    [...numbered("person", sizes.people), ...numbered("profile", sizes.profiles)].sort(),
  );
}

describe("the hourly sync", { timeout: 60_000 }, () => {
  it.each([
    ["jobs are written", 4, "/job/indexing"],
    ["profiles are written", 6, "/profile/indexing"],
    ["opportunities are created", 3, "/opportunities"],
  ])("has every record exactly once when Ctrl-C stops it while %s and it is started again", async (_, n, path) => {
    const first = start();
    interruptAt(n, path, first, () => first.child.kill("SIGINT"));
    const { code, output } = await first.ended;
    expect(output).toContain("Stopping. Ctrl-C again ends at once.");
    expect(output).toContain("aborted");
    expect(code).toBe(130);
    expect(await start().ended).toMatchObject({ code: 0 });
    expectEachOnce();
  });

  it("ends at once at the second Ctrl-C, and has every record exactly once after the next start", async () => {
    const first = start();
    interruptAt(3, "/opportunities", first, () => {
      first.child.stdout.once("data", () => first.child.kill("SIGINT"));
      first.child.kill("SIGINT");
    });
    expect(await first.ended).toMatchObject({ code: null, signal: "SIGINT" });
    expect(await start().ended).toMatchObject({ code: 0 });
    expectEachOnce();
  });

  it("waits for the next hour, which Ctrl-C ends", async () => {
    const { child, ended } = start([]);
    child.stdout.on("data", (chunk) => {
      if (String(chunk).includes("profiles to Lever: success")) child.kill("SIGINT");
    });
    expect(await ended).toMatchObject({ code: 130 });
    expectEachOnce();
  });
});
