import { InputError } from "@hrflow-connectors/core";
import { describe, expect, it } from "vitest";
import { bareProfile } from "../__fixtures__/profile";
import { jobIds } from "./job-ids";

const application = "application_boardKey_jobReference";
const withTags = (...tags: { name: string | null; value?: string | number | boolean | null }[]) => ({
  ...bareProfile,
  tags,
});

describe("jobIds", () => {
  it("returns what follows the first _ of every tag, each id once", () => {
    const profile = withTags(
      { name: application, value: "board1_123" },
      { name: "other", value: "board1_999" },
      { name: application, value: "_456" },
      { name: "greenhouse_job_id", value: 789 },
      { name: "greenhouse_job_id", value: " 123 " },
    );
    expect(jobIds(profile)).toEqual([123, 456, 789]);
  });

  it("accepts ids beyond 32 bits", () => {
    expect(jobIds(withTags({ name: application, value: "b_4461450008" }))).toEqual([4461450008]);
  });

  it.each([
    ["board_1_2", "a reference with _"],
    ["board_ABC", "text"],
    ["board_", "nothing after the _"],
    ["12345", "no _"],
    ["board_1.5", "a fraction"],
    ["board_-1", "a sign"],
    ["board_9007199254740993", "more digits than a number holds"],
  ])("refuses %j (%s), naming the value", (value) => {
    const refused = () => jobIds(withTags({ name: application, value }, { name: "greenhouse_job_id", value: 1 }));
    expect(refused).toThrow(InputError);
    expect(refused).toThrow(`"${value}"`);
  });

  it("refuses a plain id that is not one, naming the value", () => {
    expect(() => jobIds(withTags({ name: "greenhouse_job_id", value: "abc" }))).toThrow(/greenhouse_job_id.*"abc"/);
  });

  it.each([
    ["no tags", withTags()],
    ["null tags", { ...bareProfile, tags: null }],
    ["tags without a value", withTags({ name: application, value: null }, { name: "greenhouse_job_id", value: "" })],
  ])("refuses %s, naming the tag", (_, profile) => {
    expect(() => jobIds(profile)).toThrow(InputError);
    expect(() => jobIds(profile)).toThrow(application);
  });
});
