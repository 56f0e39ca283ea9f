import { afterEach, describe, expect, it, vi } from "vitest";
import { calendarDay, newestFirst, periodOf, profileDates, splitStudies } from "./dates";

describe("a day", () => {
  afterEach(() => void vi.unstubAllEnvs());

  it.each([
    ["2016-05-31", "2016-05-31", "day"],
    ["2016-05-31T23:30:00-0800", "2016-05-31", "day"],
    ["2016-05-31T00:00:00.000Z", "2016-05-31", "day"],
    ["2016-5-6", "2016-05-06", "day"],
    ["2016/05/31", "2016-05-31", "day"],
    ["20160531", "2016-05-31", "day"],
    ["31.05.2016", "2016-05-31", "day"],
    ["5.6.2016", "2016-06-05", "day"],
    ["31/05/2016", "2016-05-31", "day"],
    ["05/31/2016", "2016-05-31", "day"],
    ["05/05/2016", "2016-05-05", "day"],
    ["31 May 2016", "2016-05-31", "day"],
    ["1464652800", "2016-05-31", "day"],
    ["1464652800000", "2016-05-31", "day"],
    [1464652800, "2016-05-31", "day"],
    [1464652800.25, "2016-05-31", "day"],
    ["\u200b2016-05-31\u200e ", "2016-05-31", "day"],
    ["2016-05", "2016-05-01", "month"],
    ["2016-5", "2016-05-01", "month"],
    ["201605", "2016-05-01", "month"],
    ["05/2016", "2016-05-01", "month"],
    ["5.2016", "2016-05-01", "month"],
    ["2016-05-00", "2016-05-01", "month"],
    ["Sept. 2016", "2016-09-01", "month"],
    ["2016", "2016-01-01", "year"],
    [2016, "2016-01-01", "year"],
    ["2016-00-00", "2016-01-01", "year"],
    ["1900", "1900-01-01", "year"],
    ["1970-01-01T00:00:00", "1970-01-01", "day"],
    ["1969-12-31", "1969-12-31", "day"],
  ])("is read from %j, whatever the time zone of the host", (value, day, given) => {
    for (const zone of ["UTC", "America/New_York", "Asia/Kolkata"]) {
      vi.stubEnv("TZ", zone);
      expect(calendarDay(value)).toEqual({ day, given });
    }
  });

  it.each([null, undefined, "", " ", "\u200b", [], {}])("is absent from %j", (value) => {
    expect(calendarDay(value)).toBeNull();
  });

  it.each([
    "Present",
    "May",
    "Mayor 2016x",
    "Foo 2016",
    "Marraskuu 2016",
    2016.5,
    "03/04/2016",
    "2016-02-30",
    "2016-13",
    "2016-00-05",
    "32.01.2016",
    "05/13/2016/2",
    "1899-12-31",
    "2101",
    "0000-00-00",
    "9999-12-31T23:59:59Z",
    "1969-12-31T23:59:59",
    "1969-12-31T23:59:59+0000",
    "2014 - 2016",
    "9".repeat(30),
    1e300,
    Number.NaN,
    true,
    ["2016"],
  ])("is not %j, which is not absent either", (value) => {
    expect(calendarDay(value)).toBeUndefined();
  });
});

describe("a period", () => {
  it.each([
    ["2014", null, { start: "2014-01-01" }],
    ["2014", "2016-05", { start: "2014-01-01", end: "2016-05-01" }],
    [null, "2016", { end: "2016-01-01" }],
    ["2016-05-17", "2016", { start: "2016-05-17", end: "2016-05-17" }],
    ["2016-05-17", "2016-05-17", { start: "2016-05-17", end: "2016-05-17" }],
    ["1965", "1970", { start: "1965-01-01", end: "1970-01-01" }],
  ])("from %j to %j", (date_start, date_end, period) => {
    expect(periodOf({ date_start, date_end })).toEqual({ ...period, faults: {} });
  });

  it.each([
    ["2014", "now", 'its end "now" is not a date'],
    ["1960", "1970-01-01T00:00:00", 'its end "1970-01-01T00:00:00" is not a date'],
    ["1960", "0", 'its end "0" is not a date'],
    ["2014-05-01", "2014-04", 'its end "2014-04" is before its start "2014-05-01"'],
    ["2014", "x".repeat(100), `its end "${"x".repeat(40)}..." is not a date`],
  ])("from %j to %j has no end, and says why", (date_start, date_end, end) => {
    expect(periodOf({ date_start, date_end })).toEqual({ start: expect.any(String), faults: { end } });
  });

  it("whose start cannot be read says so", () => {
    expect(periodOf({ date_start: "soon", date_end: "2016" })).toEqual({
      end: "2016-01-01",
      faults: { start: 'its start "soon" is not a date' },
    });
  });
});

describe("the dates of a profile", () => {
  it.each([
    ["2020", "2020-05", { date_start: "2020-01-01T00:00:00", date_end: "2020-05-01T00:00:00" }, []],
    ["2020-05-06", null, { date_start: "2020-05-06T00:00:00" }, []],
    [null, "", {}, []],
    ["2020-13-45", "Present", {}, ['its start "2020-13-45" is not a date', 'its end "Present" is not a date']],
  ])("from %j to %j have no offset, and what is not a date is reported", (date_start, date_end, dates, faults) => {
    const reported: string[] = [];
    expect(profileDates({ date_start, date_end }, (fault) => reported.push(fault))).toEqual(dates);
    expect(reported).toEqual(faults);
  });

  it("put the newest period first, and those without a start last", () => {
    const periods = [{ id: 1 }, { id: 2, date_start: "2020-05" }, null, { id: 3, date_start: "2020-13-45" }];
    const all = [...periods, { id: 4, date_start: "2021" }, { id: 5, date_start: "2020-05-01" }];
    expect(newestFirst(all as { id: number; date_start?: string }[]).map(({ id }) => id)).toEqual([4, 2, 5, 1, 3]);
    expect(newestFirst(null)).toEqual([]);
  });
});

it.each([
  ["Master in Physics", { degree: "Master", field: "Physics" }],
  ["Master - Physics, Optics", { degree: "Master", field: "Physics, Optics" }],
  ["BSc, Computing", { degree: "BSc", field: "Computing" }],
  ["BSC IN COMPUTING", { degree: "BSC", field: "COMPUTING" }],
  ["Licence-ès-lettres", { degree: "Licence-ès-lettres" }],
  [" in Physics", { degree: "in Physics" }],
  ["ماجستير - فيزياء", { degree: "ماجستير", field: "فيزياء" }],
  [" ", {}],
  [null, {}],
])("reads the degree and the field of study in %j", (title, studies) => {
  expect(splitStudies(title)).toEqual(studies);
});
