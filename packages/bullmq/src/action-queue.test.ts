import { ConfigurationError } from "@hrflow-connectors/core";
import { describe, expect, test } from "vitest";
import { toLever } from "./__fixtures__/fleet";
import { type ActionJob, checkRequest, deduplicationId } from "./action-job";
import { createActionQueue } from "./action-queue";
import { createActionWorker } from "./action-worker";
import { checkWorkflows } from "./workflow";

test.each<[unknown, string]>([
  [null, "job: data: expected an object"],
  [{}, "job: workflow: expected the name of a workflow"],
  [{ workflow: " " }, "job: workflow: expected the name of a workflow"],
  [{ workflow: "w", apiKey: "secret" }, "job: apiKey: expected nothing: there is no such field"],
  [{ workflow: "w", connection: 7 }, "job: connection: expected a text"],
  [{ workflow: "w", readMode: "all" }, 'job: readMode: expected "sync" or "incremental"'],
  [{ workflow: "w", originParameters: ["a"] }, "job: originParameters: expected ids by the names of parameters"],
  [{ workflow: "w", originParameters: { id: 7 } }, "job: originParameters.id: expected an id, or a list of ids"],
  [{ workflow: "w", originParameters: { id: [] } }, "job: originParameters.id: expected an id, or a list of ids"],
])("refuses the job %j", (request, message) => {
  expect(() => checkRequest(request as ActionJob)).toThrow(new ConfigurationError(message));
});

test("tells jobs by what they ask for, in any order, and not by their trace", () => {
  const id = deduplicationId({ workflow: "w", originParameters: { one: "1", two: "2" } });
  expect(deduplicationId({ workflow: "w", originParameters: { two: "2", one: "1" }, trace: {} })).toBe(id);
  const others: ActionJob[] = [
    { workflow: "w", originParameters: { one: "12" } },
    { workflow: "v", originParameters: { one: "1", two: "2" } },
    { workflow: "w", originParameters: { one: "1", two: "2" }, connection: "acme" },
    { workflow: "w", originParameters: { one: "1", two: "2" }, method: "pull" },
    { workflow: "w", originParameters: { one: "1", two: "2" }, readMode: "incremental" },
    { workflow: "w", originParameters: { one: "1", two: "2" }, replayOf: "run" },
  ];
  expect(new Set([id, ...others.map(deduplicationId)]).size).toBe(others.length + 1);
});

describe("options", () => {
  test("need a connection", () => {
    const message = "connection: expected that of a Redis or PostgreSQL server";
    expect(() => createActionQueue({} as never)).toThrow(new ConfigurationError(message));
  });

  test("need a store that all workers share", () => {
    const options = { connection: {}, workflows: { w: toLever }, run: {} };
    expect(() => createActionWorker(options as never)).toThrow("run.store: expected a store that all workers share");
  });

  test.each<[object, string]>([
    [{}, "workflows: expected at least one"],
    [{ w: { ...toLever, actions: {} } }, 'workflows["w"].actions: expected at least one action'],
    [{ w: { ...toLever, actions: { push: 1 } } }, 'workflows["w"].actions.push: expected an action of a connector'],
    [{ w: { ...toLever, parameters: {} } }, 'workflows["w"].parameters: expected a function'],
    [{ w: { ...toLever, record: "key" } }, 'workflows["w"].record: expected names of parameters'],
    [
      { w: { ...toLever, fanOut: { ...toLever.fanOut, method: "push" } } },
      'workflows["w"].fanOut.method: expected one of pushProfile, pushProfileList',
    ],
    [
      { w: { ...toLever, fanOut: { ...toLever.fanOut, method: "pushProfileList" } } },
      'workflows["w"].fanOut.method: expected another action than the list\'s',
    ],
  ])("refuse workflows %#", (workflows, message) => {
    expect(() => checkWorkflows(workflows as never)).toThrow(new ConfigurationError(`createActionWorker: ${message}`));
  });
});
