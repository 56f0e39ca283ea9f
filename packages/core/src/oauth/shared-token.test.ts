import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from "vitest";
import { createOauth } from "../__fixtures__/oauth";
import { type Child, startChild } from "../__fixtures__/start-child";
import { createFileStore } from "../store/file-store";

let directory = "";
let children: Child[] = [];
/** The grants that the token host was asked for, by whichever process. */
let grants: (string | null)[] = [];
const host = createServer(async (request, response) => {
  const body: Buffer[] = await request.toArray();
  const form = new URLSearchParams(Buffer.concat(body).toString());
  grants.push(form.get("refresh_token") ?? form.get("code"));
  const issued = grants.length;
  const token = { access_token: `access-${issued}`, refresh_token: `refresh-${issued}`, token_type: "Bearer" };
  response.setHeader("content-type", "application/json").end(JSON.stringify({ ...token, expires_in: 3_600 }));
});
const url = () => `http://127.0.0.1:${(host.address() as AddressInfo).port}`;

beforeAll(async () => {
  await once(host.listen(0, "127.0.0.1"), "listening");
});
afterAll(() => void host.close());
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "core-token-"));
  grants = [];
});
afterEach(async () => {
  vi.useRealTimers();
  await Promise.all(children.map((child) => child.kill()));
  children = [];
  await rm(directory, { recursive: true, force: true });
});

/** Each has a store object of its own. */
const source = () => {
  const server = async (request: Request) => fetch(url(), { method: "POST", body: await request.text() });
  return createOauth({ store: createFileStore({ directory }), server }).tokens;
};

/** A token is in the store that has ended by now. */
async function keepEndedToken() {
  vi.useFakeTimers({ now: Date.now() - 3_600_000, toFake: ["Date"] });
  await source().token();
  vi.useRealTimers();
}

it("D24 stores on one folder refresh a token once", async () => {
  await keepEndedToken();
  const sources = [source(), source(), source()];
  expect(await Promise.all(sources.map((each) => each.token()))).toEqual(["access-2", "access-2", "access-2"]);
  expect(grants).toEqual(["code-1", "refresh-1"]);
  expect(await Promise.all(sources.map((each) => each.renew("access-2")))).toEqual([
    "access-3",
    "access-3",
    "access-3",
  ]);
  expect(grants).toEqual(["code-1", "refresh-1", "refresh-2"]);
});

it("D24 processes on one folder refresh a token once", async () => {
  await keepEndedToken();
  children = await Promise.all([startChild(directory), startChild(directory)]);
  const asked = children.map((child) => child.tell({ do: "token", url: url() }));
  expect(await Promise.all(asked)).toEqual(["access-2", "access-2"]);
  expect(grants).toEqual(["code-1", "refresh-1"]);
});
