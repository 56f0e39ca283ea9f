import fc from "fast-check";
import ipaddr from "ipaddr.js";
import { expect, it } from "vitest";
import { isPublicAddress } from "./public-url";

const globalUnicast = ipaddr.IPv6.parseCIDR("2000::/3");

/** What a library says that keeps the special ranges. */
function expected(text: string): boolean {
  const address = ipaddr.process(text);
  return address.range() === "unicast" && (address instanceof ipaddr.IPv4 || address.match(globalUnicast));
}

/** The first and the last address of every range that the library knows, and their neighbors outside. */
function edges(): string[] {
  const [v4, v6] = [new ipaddr.IPv4([0, 0, 0, 0]), new ipaddr.IPv6(Array(8).fill(0))];
  const ranges = [v4, v6].flatMap((any) =>
    Object.values((any as unknown as { SpecialRanges: Record<string, unknown[]> }).SpecialRanges),
  );
  const flat = ranges.flatMap((range) => (Array.isArray(range[0]) ? range : [range])) as [
    ipaddr.IPv4 | ipaddr.IPv6,
    number,
  ][];
  return [...flat, globalUnicast].flatMap(([first, bits]) => {
    const bytes = first.toByteArray();
    const size = BigInt(bytes.length * 8);
    const start = bytes.reduce((sum, byte) => sum * 256n + BigInt(byte), 0n);
    const end = start + (1n << (size - BigInt(bits))) - 1n;
    const near = [start - 1n, start, start + 1n, end - 1n, end, end + 1n];
    return near
      .filter((value) => value >= 0n && value < 1n << size)
      .map((value) => {
        const hex = value.toString(16).padStart(bytes.length * 2, "0");
        return ipaddr.fromByteArray((hex.match(/../g) ?? []).map((byte) => Number.parseInt(byte, 16))).toString();
      });
  });
}

it("judges the edges of every special range as ipaddr.js does", () => {
  const addresses = edges();
  expect(addresses.length).toBeGreaterThan(200);
  const wrong = addresses.filter((address) => isPublicAddress(address) !== expected(address));
  expect(wrong).toEqual([]);
});

const firstBytes = [0, 10, 100, 127, 169, 172, 192, 198, 203];
const byte = fc.integer({ min: 0, max: 255 });
const v4 = fc.tuple(fc.oneof(byte, fc.constantFrom(...firstBytes)), byte, byte, byte).map((bytes) => bytes.join("."));
const group = fc.oneof(fc.integer({ min: 0, max: 0xffff }), fc.constantFrom(0, 0xffff, 0x2001, 0x2002, 0x64, 0xff9b));
const v6 = fc
  .array(group, { minLength: 8, maxLength: 8 })
  .chain((groups) => fc.constantFrom(new ipaddr.IPv6(groups).toString(), new ipaddr.IPv6(groups).toNormalizedString()));

it("judges any address as ipaddr.js does", () => {
  const mapped = v4.map((address) => `::ffff:${address}`);
  fc.assert(
    fc.property(fc.oneof(v4, v6, mapped), (address) => {
      expect(isPublicAddress(address)).toBe(expected(address));
    }),
    { numRuns: 5_000 },
  );
});

it.each([
  ...["", ".", "files.example.com", "de.fa.ce", "1.2.3.4.5", "256.1.1.1", "1::2::3", ":::", "12345::", "8.8.8.8%eth0"],
  ...["1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "2606:4700::1111/64", "8.8.8.8:80", "8.8.8.8/24", "2606:4700::1111%"],
])("%j is no address, and therefore not public", (text) => {
  expect(isPublicAddress(text)).toBe(false);
});

it.each([
  ...["0x7f.1", "0177.0.0.1", "2130706433", "127.1", "[::1]", "fe80::1%eth0", "::FFFF:127.0.0.1", "::ffff:7f00:1"],
])("%s is an address in an unusual spelling, and not public", (text) => {
  expect(isPublicAddress(text)).toBe(false);
});
