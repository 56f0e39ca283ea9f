import { expect, it } from "vitest";
import { toBase64 } from "./base64";

it.each([0, 1, 2, 3, 24_575, 24_576, 24_577, 100_000])("encodes %i bytes as every other encoder does", (length) => {
  const bytes = Uint8Array.from({ length }, (_, index) => (index * 31) % 256);
  expect(toBase64(bytes)).toBe(Buffer.from(bytes).toString("base64"));
});
