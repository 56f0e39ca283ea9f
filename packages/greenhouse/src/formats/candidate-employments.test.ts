import { expect, it } from "vitest";
import { calendarDate } from "./candidate-employments";

it.each([
  ["2020-05-17", "2020-05-17"],
  ["2020-05-17T23:30:00-0800", "2020-05-17"],
  ["2020-05-17 10:00", "2020-05-17"],
  [" 2020-05 ", "2020-05-01"],
  ["0050-05-17", "0050-05-17"],
  ["2020-13-01", undefined],
  ["17/05/2020", undefined],
  ["", undefined],
  [null, undefined],
  [1589673600000, undefined],
])("%j is the day %j", (value, expected) => {
  expect(calendarDate(value)).toBe(expected);
});
