import { checksOf, createSubject } from "@hrflow-connectors/testing/vitest";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ashbySettings, withoutJobs } from "./__fixtures__/ashby-settings";
import { ashby } from "./ashby-connector";
import type { AshbyState } from "./testing/create-ashby-fake";

/** These checks count every POST as a write. Ashby reads by POST: `ashby.test.ts` covers its pages and dry runs. */
const onlyForGet = /dry run|several pages|same page|page that cannot be read/;
/** These checks expect one record per person. Each application has its own receipt. */
const onlyForOne = /was there before|if the profile changes|two runs push/;

describe.each([
  [
    "with jobs",
    ashbySettings,
    (group: string, name: string) => (group === "pushProfile" ? !onlyForOne.test(name) : !onlyForGet.test(name)),
  ],
  ["without jobs", withoutJobs, (_: string, name: string) => onlyForOne.test(name)],
] as const)("Ashby keeps the promises of a connector, %s", (_, settings, isFit) => {
  const subject = { settings } as Awaited<ReturnType<typeof createSubject<AshbyState>>>;
  beforeAll(async () => void Object.assign(subject, await createSubject(settings)));
  afterAll(() => subject.time.stop());

  for (const [group, checks] of checksOf(ashby, subject))
    for (const { name, find } of checks.filter((check) => isFit(group, check.name)))
      it(`${group}: ${name}`, { timeout: 300_000 }, async () => expect(await find()).toEqual([]));
});
