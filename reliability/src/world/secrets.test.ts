import { expect, it } from "vitest";
import { leaksIn, secrets } from "./secrets";

it.each(Object.values(secrets))("finds %s in every spelling, behind any text", (secret) => {
  for (const before of ["", "a", "ab", "abc"]) {
    for (const text of [before + secret, encodeURIComponent(before + secret), btoa(`${before}${secret}:`)])
      expect(leaksIn(`shown: ${text}`), text).not.toEqual([]);
  }
});

it("finds tokens that the fakes give out, and nothing where there is none", () => {
  expect(leaksIn("Bearer fake-greenhouse-token-1")).toHaveLength(1);
  expect(leaksIn(btoa("x access-00000000-0000-4000-8000-000000000001"))).toHaveLength(1);
  expect(leaksIn("authorization: [redacted], id 00000000-0000-4000-8000-000000000001")).toEqual([]);
});
