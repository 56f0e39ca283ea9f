import { describe, expect, it } from "vitest";
import { greenhouseVariants } from "../environment/greenhouse-variants";
import { leverVariants } from "../environment/lever-variants";
import { variantName } from "../environment/variant";
import { discoverPushes } from "../faults/discover";
import { useHarness } from "../harness";
import { createRandom, readSeed, sample } from "../random";
import { checkCells } from "./check-cells";
import { planCells } from "./plan-cells";

const harness = useHarness();

const variants = [...leverVariants, ...greenhouseVariants];
/** Per variant. The soak runs all cells. */
const sampleSize = 20;

describe("a push that meets a fault", () => {
  it.each(variants.map((variant) => [variantName(variant), variant] as const))(
    "creates one record with all its parts, or reports a correct failure: %s",
    async (_, variant) => {
      const seed = readSeed();
      const cells = sample(await planCells(harness.time, variant), sampleSize, createRandom(seed));
      const { records, violations } = await checkCells(harness, cells);
      expect(violations, `seed ${seed}`).toEqual([]);
      expect(records).toHaveLength(sampleSize);
    },
  );
});

describe("the operations that faults are injected into", () => {
  const operationNames = async (credential: string) => {
    const [variant] = variants.filter((one) => one.credential === credential);
    if (!variant) throw new Error(`no variant ${credential}`);
    const found = await discoverPushes(harness.time, variant);
    return found.flatMap(({ newOperations }) => newOperations.map(({ name }) => name));
  };

  it("are all requests of a push to Lever", async () => {
    expect(await operationNames("refresh token")).toEqual([
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

  it("are all requests of a push to Harvest v3", async () => {
    expect(await operationNames("Harvest v3 with a user")).toEqual([
      "POST /token",
      "GET /profile/indexing",
      "GET /candidates, created earlier",
      "POST /candidates",
      "POST /applications",
      "POST /candidate_employments",
      "POST /candidate_employments (2)",
      "GET /custom_field_options",
      "GET /custom_field_options (2)",
      "GET /custom_field_options (3)",
      "POST /candidate_educations",
      "GET /{resume}",
      "POST /attachments",
      "GET /candidates",
      "POST /notes",
    ]);
  });

  it("are all requests of a push to Harvest v1", async () => {
    expect(await operationNames("Harvest v1")).toEqual([
      "GET /profile/indexing",
      "GET /candidates, created earlier",
      "GET /schools",
      "GET /degrees",
      "GET /disciplines",
      "POST /candidates",
      "GET /{resume}",
      "POST /candidates/{id}/attachments",
      "GET /candidates",
    ]);
  });
});
