import { expect, it } from "vitest";
import { leaksIn, secrets } from "./secrets";

it.each(Object.values(secrets))("finds %s in every encoding, after any prefix", (secret) => {
  for (const prefix of ["", "a", "ab", "abc"]) {
    for (const text of [prefix + secret, encodeURIComponent(prefix + secret), btoa(`${prefix}${secret}:`)])
      expect(leaksIn(`shown: ${text}`), text).not.toEqual([]);
  }
});

it("finds tokens that the fakes issue, and reports nothing in a text without secrets", () => {
  expect(leaksIn("Bearer fake-greenhouse-token-1")).toHaveLength(1);
  expect(leaksIn(btoa("x access-00000000-0000-4000-8000-000000000001"))).toHaveLength(1);
  expect(leaksIn("authorization: [redacted], id 00000000-0000-4000-8000-000000000001")).toEqual([]);
});
