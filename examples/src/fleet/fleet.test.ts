import { describe, expect, it } from "vitest";
import { redis } from "../../../config/servers";
import { runFleet } from "./run-fleet";

describe.skipIf(redis.isMissing)(`the fleet${redis.note}`, () => {
  it("pushes each profile once by its schedule, and pulls whom a webhook names", { timeout: 120_000 }, async () => {
    const { pushed, pulled, exitCodes } = await runFleet(() => {});
    expect(new Set(pushed).size).toBe(20);
    expect(pushed).toHaveLength(20);
    expect(pulled).toEqual(["person-1"]);
    expect(exitCodes).toEqual([0, 0, 0, 0]);
  });
});
