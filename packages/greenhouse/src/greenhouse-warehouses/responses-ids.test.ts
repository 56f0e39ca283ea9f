import { ResponseShapeError } from "@hrflow-connectors/core";
import { expect, it } from "vitest";
import { createdId, createdIds } from "./responses";

it.each([
  [{ candidate: { id: 9 }, application: { id: 8 } }, [8]],
  [{ candidate: { id: 9 }, application: null }, []],
  [{ id: 9, application_id: 8 }, [8]],
  [{ id: "9", application_ids: [8, null, 7], applications: [{ id: 7 }, null] }, [8, 7]],
  [{ id: 9 }, []],
])("finds the ids in %j", (response, applications) => {
  expect(createdIds(response)).toEqual({ id: 9, applications });
});

it.each([{}, { message: "accepted" }, { candidate: null }, { id: "x" }, { id: 1.5 }])(
  "refuses %j, which has no id of the candidate",
  (response) => {
    expect(() => createdIds(response)).toThrow(ResponseShapeError);
  },
);

it("finds the id of another record, and refuses a response without one", () => {
  expect(createdId({ id: "801" }, "application")).toEqual({ id: 801 });
  expect(() => createdId({}, "application")).toThrow("no id of the application");
});
