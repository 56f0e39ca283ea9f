import { describe, it } from "vitest";
import { redis } from "../../../config/servers";
import { proveKills } from "./__fixtures__/prove-kills";

describe.skipIf(redis.isMissing)(`four processes, of which two are killed${redis.note}`, () => {
  it("push each profile once, also if Redis is killed and restarted meanwhile", { timeout: 120_000 }, () =>
    proveKills("lever", 30, { restart: true }),
  );
});
