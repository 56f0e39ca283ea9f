import { expect, test } from "vitest";
import { createFake } from "./create-fake";
import { joinFakes } from "./join-fakes";

const fakeAt = (url: string) =>
  createFake({
    name: url,
    bases: [{ url, routes: [{ method: "GET", path: "/name", handle: () => ({ status: 200, body: url }) }] }],
    createState: () => ({ url }),
  });

const one = fakeAt("https://one.example/v1");
const other = fakeAt("https://other.example");
const fetch = joinFakes([one, other], {
  files: { "https://files.example/ada.pdf": () => new Response("%PDF") },
});

test("sends each request to the fake of its host", async () => {
  expect(await (await fetch("https://one.example/v1/name")).json()).toBe("https://one.example/v1");
  expect(await (await fetch(new Request("https://other.example/name"))).json()).toBe("https://other.example");
  expect([one.requests.length, other.requests.length]).toEqual([1, 1]);
});

test("serves files, with any query", async () => {
  const response = await fetch("https://files.example/ada.pdf?signature=1");
  expect([response.url, await response.text()]).toEqual(["https://files.example/ada.pdf?signature=1", "%PDF"]);
});

test("rejects any other URL", async () => {
  await expect(fetch("https://example.com/")).rejects.toMatchObject({
    name: "TypeError",
    cause: { code: "ENOTFOUND" },
  });
  await expect(fetch("https://one.example/v2/name")).rejects.toThrow(TypeError);
});
