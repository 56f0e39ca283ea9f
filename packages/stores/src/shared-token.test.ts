import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from "vitest";
import { type Child, startChild } from "./__fixtures__/start-child";
import { usedToken } from "./__fixtures__/tokens";
import { createFileStore } from "./file-store";

let directory = "";
let children: Child[] = [];
/** The codes and refresh tokens that the token server received, from any process. */
let grants: (string | null)[] = [];
const server = createServer(async (request, response) => {
  const body: Buffer[] = await request.toArray();
  const form = new URLSearchParams(Buffer.concat(body).toString());
  grants.push(form.get("refresh_token") ?? form.get("code"));
  const issued = grants.length;
  const token = { access_token: `access-${issued}`, refresh_token: `refresh-${issued}`, token_type: "Bearer" };
  response.setHeader("content-type", "application/json").end(JSON.stringify({ ...token, expires_in: 3_600 }));
});
const url = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

beforeAll(async () => {
  await once(server.listen(0, "127.0.0.1"), "listening");
});
afterAll(() => void server.close());
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "shared-token-"));
  grants = [];
});
afterEach(async () => {
  vi.useRealTimers();
  await Promise.all(children.map((child) => child.kill()));
  children = [];
  await rm(directory, { recursive: true, force: true });
});

/** Each run has its own store object. */
const use = (refused?: string) => usedToken(createFileStore({ directory }), url(), refused);

async function storeExpiredToken() {
  vi.useFakeTimers({ now: Date.now() - 3_600_000, toFake: ["Date"] });
  await use();
  vi.useRealTimers();
}

it("refreshes a token once for several stores on one folder", async () => {
  await storeExpiredToken();
  expect(await Promise.all([use(), use(), use()])).toEqual(["access-2", "access-2", "access-2"]);
  expect(grants).toEqual(["code-1", "refresh-1"]);
  const refused = "access-2";
  expect(await Promise.all([use(refused), use(refused), use(refused)])).toEqual(["access-3", "access-3", "access-3"]);
  expect(grants).toEqual(["code-1", "refresh-1", "refresh-2"]);
});

it("refreshes a token once for several processes on one folder", async () => {
  await storeExpiredToken();
  children = await Promise.all([startChild(directory), startChild(directory)]);
  const tokens = children.map((child) => child.run({ name: "token", url: url() }));
  expect(await Promise.all(tokens)).toEqual(["access-2", "access-2"]);
  expect(grants).toEqual(["code-1", "refresh-1"]);
});
