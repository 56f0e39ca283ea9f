import { expect, it } from "vitest";
import { ownCopies } from "./own-copies";

it("lists each copy of our packages, wherever it is installed, and none of others", () => {
  const packages = {
    "": { version: "1.0.0" },
    "node_modules/@hrflow-connectors/core": { version: "0.3.0" },
    "node_modules/@hrflow-connectors/lever/node_modules/@hrflow-connectors/core": { version: "0.2.0" },
    "node_modules/hrflow-connectors": { version: "0.3.0" },
    "node_modules/hrflow-connectors/node_modules/zod": { version: "4.2.0" },
  };
  expect(Object.fromEntries(ownCopies({ packages }))).toEqual({
    "@hrflow-connectors/core": ["0.3.0", "0.2.0"],
    "hrflow-connectors": ["0.3.0"],
  });
});
