import { expect, test } from "vitest";
import { jobRange } from "./job-range";

const ranges = (value_min?: number, value_max?: number, unit?: string) => [
  {
    name: "salary",
    ...(value_min === undefined ? {} : { value_min }),
    ...(value_max === undefined ? {} : { value_max }),
    ...(unit === undefined ? {} : { unit }),
  },
];

test.each([
  ["numbers", { min: 0, max: 12.5, unit: " EUR " }, ranges(0, 12.5, "EUR")],
  ["a range that is open at one end", { min: 0, max: null }, ranges(0)],
  ["cents", { min: 5_000_050, max: "6000000", per: 100 }, ranges(50_000.5, 60_000)],
  ["a currency alone", { unit: "EUR" }, ranges(undefined, undefined, "EUR")],
  ["a text", "50,000 - 60,000 EUR", ranges(50_000, 60_000, "EUR")],
  ["a text with the currency first", "EUR 50000\u201360000.50", ranges(50_000, 60_000.5, "EUR")],
  ["a text without a currency", "50 000-60 000", ranges(50_000, 60_000)],
])("reads %s", (_, given, expected) => {
  expect(jobRange("salary", given)).toEqual({ ranges: expected, unread: [] });
});

test.each([
  ["50000", 50_000],
  [" 50,000 ", 50_000],
  ["1,250,000.75", 1_250_000.75],
  ["50.000,00", 50_000],
  ["1.250.000", 1_250_000],
  ["50 000", 50_000],
  ["50\u00a0000,5", 50_000.5],
  ["50'000", 50_000],
  ["12.5", 12.5],
  ["12,5", 12.5],
  ["0.5", 0.5],
  ["-1", -1],
])("reads the number %s", (min, expected) => {
  expect(jobRange("salary", { min })).toEqual({ ranges: ranges(expected), unread: [] });
});

test.each([
  "50.000",
  "0,500",
  "0.125",
  "50k",
  "$50,000",
  "5,00,000",
  "50,000,00",
  "1.000,000.0",
  "negotiable",
  "1e5",
  "50,000 - 60,000 EUR",
  true,
  { amount: 5 },
])("leaves %j unread, as it may be no number or two", (min) => {
  expect(jobRange("salary", { min, max: 9, unit: "EUR" })).toEqual({
    ranges: ranges(undefined, 9, "EUR"),
    unread: [min],
  });
});

test.each(["up to 50,000 EUR", "50k - 60k EUR", "50.000 - 60.000 EUR", `1 - ${"2".repeat(200)}`, " "])(
  "leaves the text %j unread because it is not a plain range",
  (text) => {
    expect(jobRange("salary", text)).toEqual({ ranges: [], unread: [text] });
  },
);

test("takes time in proportion to the length, also for hostile texts", () => {
  const before = process.cpuUsage();
  for (const piece of ["1,", "1 ", "1-", "1,000,", "EUR "]) {
    jobRange("salary", piece.repeat(100_000));
    jobRange("salary", { min: piece.repeat(100_000) });
  }
  // Of processor time, which a busy machine does not prolong. Quadratic time would be minutes.
  expect(process.cpuUsage(before).user).toBeLessThan(5_000_000);
});

test.each([null, undefined, {}, { min: null, max: undefined, unit: " " }])("has no range in %j", (given) => {
  expect(jobRange("salary", given)).toEqual({ ranges: [], unread: [] });
});
