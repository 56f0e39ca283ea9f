import { ResponseShapeError } from "@hrflow-connectors/core";
import { expect, it } from "vitest";
import { createdIds } from "./created-ids";

it.each([
  [{ candidate: { id: 9 }, application: { id: 8 } }, [8]],
  [{ candidate: { id: 9 }, application: null }, []],
  [{ id: 9, application_id: 8 }, [8]],
  [{ id: "9", application_ids: [8, null, 7], applications: [{ id: 7 }, null] }, [8, 7]],
  [{ id: 9 }, []],
])("reads %j", (answer, applications) => {
  expect(createdIds(answer)).toEqual({ candidate: 9, applications });
});

it.each([{}, { message: "accepted" }, { candidate: null }, { id: "x" }, { id: 1.5 }])("refuses %j", (answer) => {
  expect(() => createdIds(answer)).toThrow(ResponseShapeError);
});
