import { expect, it } from "vitest";
import { resolveOnPlatform } from "./resolve-host";

it("this platform answers plain addresses, and finds them without being imported", async () => {
  expect(await resolveOnPlatform("127.0.0.1")).toEqual(["127.0.0.1"]);
});
