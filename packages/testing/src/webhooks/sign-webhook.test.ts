import { expect, it } from "vitest";
import { hmacSha256 } from "./sign-webhook";

it("signs a text as RFC 4231 does in its second test case", () => {
  const digest = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
  expect(hmacSha256("Jefe", "what do ya want for nothing?")).toBe(digest);
  const base64 = hmacSha256("Jefe", "what do ya want for nothing?", "base64");
  expect(base64).toBe(Buffer.from(digest, "hex").toString("base64"));
});
