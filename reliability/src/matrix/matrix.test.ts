import { describe, expect, it } from "vitest";
import { createRandom, sample, seedOf } from "../random";
import { watchTests } from "../watch-tests";
import { greenhouseVariants } from "../world/greenhouse-variants";
import { leverVariants } from "../world/lever-variants";
import { nameOf } from "../world/variant";
import { checkCells } from "./check-cells";
import { discover } from "./discover";
import { planCells } from "./plan";

const watch = watchTests();

const variants = [...leverVariants, ...greenhouseVariants];
/** Of each variant; all of them are in the soak. */
const sampleSize = 20;

describe("a push that meets a fault", () => {
  it.each(variants.map((variant) => [nameOf(variant), variant] as const))(
    "makes one record with all its parts, or fails honestly: %s",
    async (name, variant) => {
      const seed = seedOf();
      console.log(`${name}: seed ${seed}`);
      const cells = sample(await planCells(watch.time, variant), sampleSize, createRandom(seed));
      const { records, broken } = await checkCells(watch, cells);
      expect(broken).toEqual([]);
      expect(records).toHaveLength(sampleSize);
    },
  );
});

describe("the steps that faults meet", () => {
  const stepsOf = async (credential: string) => {
    const [variant] = variants.filter((one) => one.credential === credential);
    if (!variant) throw new Error(`no variant ${credential}`);
    const found = await discover(watch.time, variant);
    return found.flatMap(({ newSteps }) => newSteps.map(({ name }) => name));
  };

  it("are all those of a push to Lever", async () => {
    expect(await stepsOf("refresh token")).toEqual([
      "POST /oauth/token",
      "GET /profile/indexing",
      "GET /{resume}",
      "POST /opportunities",
      "GET /contacts/{id}",
      "PUT /contacts/{id}",
      "POST /opportunities (2)",
      "POST /opportunities as application/json",
      "POST /opportunities/{id}/files",
    ]);
  });

  it("are all those of a push by Harvest v3", async () => {
    expect(await stepsOf("Harvest v3 with a user")).toEqual([
      "POST /token",
      "GET /profile/indexing",
      "POST /candidates",
      "GET /candidates, earlier",
      "POST /applications",
      "POST /candidate_employments",
      "POST /candidate_employments (2)",
      "GET /custom_field_options",
      "GET /custom_field_options (2)",
      "GET /custom_field_options (3)",
      "POST /candidate_educations",
      "POST /attachments",
      "GET /{resume}",
      "POST /attachments (2)",
      "POST /notes",
    ]);
  });

  it("are all those of a push by Harvest v1", async () => {
    expect(await stepsOf("Harvest v1")).toEqual([
      "GET /profile/indexing",
      "GET /schools",
      "GET /degrees",
      "GET /disciplines",
      "POST /candidates",
      "GET /candidates, earlier",
      "POST /candidates/{id}/attachments",
      "GET /{resume}",
      "POST /candidates/{id}/attachments (2)",
    ]);
  });
});
