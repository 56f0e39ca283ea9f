import { expect, it } from "vitest";
import { action, messageOf, sourceWith } from "../__fixtures__/definitions";
import { bodySigned } from "../__fixtures__/webhooks";
import { defineWebhooks } from "../webhooks/webhooks";
import { defineConnector } from "./define-connector";

const webhooks = defineWebhooks(bodySigned);

/** Webhooks that lead to an incremental run. */
const byTeam = defineWebhooks({
  ...bodySigned,
  events: {
    "person.changed": {
      ids: { teamId: "team" },
      action: { method: "pullProfile", originParameters: { team: "teamId" }, readMode: "incremental" },
    },
  },
});

it("receives webhooks, and does not count them among its actions and plain data", () => {
  const connector = defineConnector({ ...sourceWith({}, { pullProfile: action }), webhooks: byTeam });
  expect(connector.webhooks).toBe(byTeam);
  expect(Object.keys(connector)).toEqual(["pullProfile", "definition"]);
  expect(JSON.stringify(connector.definition)).not.toContain("person.changed");
});

it("has no webhooks unless they are defined", () => {
  expect(defineConnector(sourceWith())).not.toHaveProperty("webhooks");
});

const { cursor: _, ...read } = action.origin.read;
const complete = { ...action, origin: { ...action.origin, read } };

it.each([
  ["an action that is not there", sourceWith(), webhooks, "no action pullProfile"],
  [
    "a parameter that its origin lacks",
    sourceWith({}, { pullProfile: action }),
    webhooks,
    "the origin of pullProfile has no parameter personId, teams",
  ],
  [
    "a cursor that its origin lacks",
    sourceWith({}, { pullProfile: complete }),
    byTeam,
    'pullProfile does not support readMode "incremental"',
  ],
])("refuses events that lead to %s", (_, source, hooks, message) => {
  expect(messageOf(() => defineConnector({ ...source, webhooks: hooks }))).toBe(
    `connector "Acme": webhooks: event "person.changed": ${message}`,
  );
});

it("refuses webhooks of another name, by which the store would remember events, and what are no webhooks", () => {
  const others = defineWebhooks({ ...bodySigned, name: "Acme" });
  const source = sourceWith({}, { pullProfile: action });
  expect(messageOf(() => defineConnector({ ...source, webhooks: others }))).toBe(
    'connector "Acme": webhooks: expected the connector\'s slug as their name, found "Acme"',
  );
  for (const wrong of [bodySigned, null, () => {}])
    expect(messageOf(() => defineConnector({ ...source, webhooks: wrong as never }))).toBe(
      'connector "Acme": webhooks: were not created by defineWebhooks',
    );
});

it("refuses an action called webhooks", () => {
  expect(messageOf(() => defineConnector(sourceWith({}, { webhooks: action })))).toMatch(
    /"webhooks": the name is reserved/,
  );
});
