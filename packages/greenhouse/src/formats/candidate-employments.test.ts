import type { HrflowExperience } from "@hrflow-connectors/hrflow-client";
import { describe, expect, it } from "vitest";
import { bareProfile } from "../__fixtures__/profile";
import { candidateEducations, candidateEmployments, newestEmployment } from "./candidate-employments";

/** What becomes of a job with these dates. */
function jobOf(date_start: unknown, date_end: unknown = null) {
  const experience = { company: "Bakery", title: "Baker", date_start, date_end } as HrflowExperience;
  return candidateEmployments({ ...bareProfile, experiences: [experience] });
}

it.each([
  ["2020-05-17", "2020-05-17"],
  ["2020-05-17T23:30:00-0800", "2020-05-17"],
  ["2020-05-17 10:00", "2020-05-17"],
  [" 2020-05 ", "2020-05-01"],
  ["2020", "2020-01-01"],
  ["05/2020", "2020-05-01"],
  ["2020-5", "2020-05-01"],
  ["2020-05-00", "2020-05-01"],
  ["May 2020", "2020-05-01"],
  ["17/05/2020", "2020-05-17"],
  ["1589673600", "2020-05-17"],
  [1589673600000, "2020-05-17"],
])("a job that began or ended %j has the day %j", (value, day) => {
  expect(jobOf(value)).toEqual({
    employments: [{ company_name: "Bakery", title: "Baker", start_date: day }],
    warnings: [],
  });
  expect(jobOf("2001-01-01", value).employments).toMatchObject([{ start_date: "2001-01-01", end_date: day }]);
});

describe("a job whose end cannot be read is not sent as the present one", () => {
  it.each([
    "Present",
    "until now",
    "2016-13-01",
    "2016-02-31",
    "03/04/2016",
    "1969-12-31T23:59:59",
    "1970-01-01T00:00:00",
    "1970-01-01T00:00:00+0000",
    "0001-01-01T00:00:00",
    "9999-12-31T00:00:00",
    true,
  ])("%j", (value) => {
    expect(jobOf("2014-05-01T00:00:00", value)).toEqual({
      employments: [],
      warnings: [`employment "Baker at Bakery" not sent: its end "${value}" is not a date`],
    });
  });

  it("or is before its start", () => {
    expect(jobOf("2014-05-01", "2013-12-31").warnings).toEqual([
      'employment "Baker at Bakery" not sent: its end "2013-12-31" is before its start "2014-05-01"',
    ]);
  });
});

it.each([null, undefined, "", " ", "\u200b"])("a job with the end %j is the present one", (value) => {
  expect(jobOf("2014-05-01", value)).toEqual({
    employments: [{ company_name: "Bakery", title: "Baker", start_date: "2014-05-01" }],
    warnings: [],
  });
});

it("a job that ended in the year of its start, or in the month, does not end before it", () => {
  expect(jobOf("2016-05-17", "2016").employments).toMatchObject([{ start_date: "2016-05-17", end_date: "2016-05-17" }]);
  expect(jobOf("2016-05-17", "05/2016").employments).toMatchObject([{ end_date: "2016-05-17" }]);
  expect(jobOf("2016-05-17", "2016-06").employments).toMatchObject([{ end_date: "2016-06-01" }]);
});

it.each(["soon", "1969-12-31T23:59:59", "1066"])("a start that cannot be read is not an absent one: %j", (value) => {
  expect(jobOf(value).warnings).toEqual([`employment "Baker at Bakery" not sent: its start "${value}" is not a date`]);
  expect(jobOf(null).warnings).toEqual(['employment "Baker at Bakery" not sent: it has no start date']);
});

it("the newest job is found by years as well", () => {
  const experiences = [
    { company: "Old", title: "Baker", date_start: "2010-01-01T00:00:00" },
    { company: "Now", title: "Chef", date_start: "2020" },
    { company: "Undated", title: "Cook", date_start: "some day" },
  ];
  expect(newestEmployment({ ...bareProfile, experiences })).toEqual({ company: "Now", title: "Chef" });
});

it("an education is sent without the dates that cannot be read, with warnings that quote them", () => {
  const educations = [
    { school: "MIT", title: "BSc", date_start: "2008", date_end: "2011" },
    { school: "ETH", title: null, date_start: "autumn", date_end: "1970-01-01T00:00:00" },
  ];
  expect(candidateEducations({ ...bareProfile, educations })).toEqual({
    educations: [
      { school_name: "MIT", degree: "BSc", start_date: "2008-01-01", end_date: "2011-01-01" },
      { school_name: "ETH" },
    ],
    warnings: [
      'education "ETH": its start "autumn" is not a date, and was not sent',
      'education "ETH": its end "1970-01-01T00:00:00" is not a date, and was not sent',
    ],
  });
});
