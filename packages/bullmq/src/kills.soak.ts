import { describe, it } from "vitest";
import { redis } from "../../../config/servers";
import { proveKills } from "./__fixtures__/prove-kills";
import { vendors } from "./__fixtures__/vendors";

// `npm run scaling` pushes 1,000 profiles to each vendor.
describe.skipIf(redis.isMissing)(`four processes, of which two are killed${redis.note}`, () => {
  it("push 1,000 profiles once", () => proveKills("lever", 1_000, { restart: false }));

  it.concurrent.each(Object.keys(vendors))(
    "push each profile to %s once, though Redis is killed and restarted meanwhile",
    (vendor) => proveKills(vendor, 100, { restart: true }),
  );
});
