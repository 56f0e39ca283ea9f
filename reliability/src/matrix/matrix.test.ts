import { describe, expect, it } from "vitest";
import { greenhouseVariants } from "../environment/greenhouse-variants";
import { leverVariants } from "../environment/lever-variants";
import { useHarness } from "../harness";
import { observePushes } from "./plan-cells";
import { testMatrix } from "./test-matrix";

const variants = [...leverVariants, ...greenhouseVariants];
// The soak runs all cells.
testMatrix(variants, 20);

describe("the operations that faults are injected into", () => {
  const harness = useHarness();
  const operationNames = async (credential: string) => {
    const [variant] = variants.filter((one) => one.credential === credential);
    if (!variant) throw new Error(`no variant ${credential}`);
    const found = await observePushes(harness.time, variant);
    return found.flatMap(({ newOperations }) => newOperations.map(({ name }) => name)).sort();
  };

  it("are all requests of a push to Lever", async () => {
    expect(await operationNames("refresh token")).toEqual([
      "GET /contacts/{id}",
      "GET /opportunities",
      "GET /profile/indexing",
      "GET /{resume}",
      "POST /oauth/token",
      "POST /opportunities",
      "POST /opportunities (2)",
      "POST /opportunities as application/json",
      "POST /opportunities/{id}/files",
      "PUT /contacts/{id}",
    ]);
  });

  it("are all requests of a push to Harvest v3", async () => {
    expect(await operationNames("Harvest v3 with a user")).toEqual([
      "GET /candidates",
      "GET /candidates, created earlier",
      "GET /custom_field_options",
      "GET /custom_field_options (2)",
      "GET /custom_field_options (3)",
      "GET /profile/indexing",
      "GET /{resume}",
      "POST /applications",
      "POST /attachments",
      "POST /candidate_educations",
      "POST /candidate_employments",
      "POST /candidate_employments (2)",
      "POST /candidates",
      "POST /notes",
      "POST /token",
    ]);
  });

  it("are all requests of a push to Harvest v1", async () => {
    expect(await operationNames("Harvest v1")).toEqual([
      "GET /candidates",
      "GET /candidates, created earlier",
      "GET /degrees",
      "GET /disciplines",
      "GET /profile/indexing",
      "GET /schools",
      "GET /{resume}",
      "POST /candidates",
      "POST /candidates/{id}/attachments",
    ]);
  });
});
