import { expect, it } from "vitest";
import { leaksIn } from "./leaks";

const secrets = ["askr_s3cret+of/hrflow=1", 's3cret"of\\lever+client=1', "s3cret/code&<1>="];

it.each(secrets)("finds %s in every spelling, after any prefix", (secret) => {
  for (const prefix of ["", "a", "ab", "abc"]) {
    const whole = prefix + secret;
    for (const text of [whole, encodeURIComponent(whole), JSON.stringify(whole), btoa(`${whole}:`)])
      expect(leaksIn(`shown: ${text}`, secrets), text).toEqual([secret]);
  }
});

it("reports nothing in a text without secrets", () => {
  expect(leaksIn("authorization: [redacted], id 00000000-0000-4000-8000-000000000001", secrets)).toEqual([]);
});
