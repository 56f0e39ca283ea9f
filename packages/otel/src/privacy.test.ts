import type { RunEvent, RunResult } from "@hrflow-connectors/core";
import { expect, it } from "vitest";
import { createSdk, followContexts } from "./__fixtures__/telemetry";
import { createWorld, passWaits, personal, resumeUrl, secrets } from "./__fixtures__/world";
import { instrument } from "./instrument";

passWaits();

/** The texts in any usual spelling that another text holds. */
function foundIn(text: string, searched: readonly string[]): string[] {
  const spellings = (one: string) => [one, encodeURIComponent(one), JSON.stringify(one).slice(1, -1), btoa(one)];
  return searched.filter((one) =>
    spellings(one).some((spelling) => text.toLowerCase().includes(spelling.toLowerCase())),
  );
}

const host = new URL(resumeUrl).hostname;
const ofPerson = [...Object.values(personal), personal.email.split("@")[0] ?? "", "6699887766", host];

/** Everything that is exported of pushes and pulls of both vendors, with failures, retries and responses that quote what was sent. */
async function exportEverything() {
  followContexts();
  const sdk = createSdk();
  const events: RunEvent[] = [];
  const telemetry = instrument({ ...sdk.providers, items: true, onEvent: (event) => void events.push(event) });
  let downloads = 0;
  const world = createWorld({
    resume: () => new Response(`%PDF-1.4 of ${personal.full_name}`, { status: downloads++ === 1 ? 503 : 200 }),
  });
  const body = { message: `${personal.full_name} <${personal.email}> is refused`, error: JSON.stringify(secrets) };
  const faults = [
    { kind: "status", status: 503, body },
    { kind: "reset", when: "before" },
    { kind: "status", status: 429, body },
    { kind: "html", when: "before", status: 502 },
  ] as const;
  const results: RunResult[] = [];
  const runs = [() => world.push(telemetry), () => world.pushByToken(telemetry), ...world.everything(telemetry)];
  for (const run of runs) {
    for (const fake of [world.hrflow, world.leverFake, world.harvest]) {
      for (const [skip, fault] of faults.entries()) fake.injectFault(fault, { skip: 2 * skip });
      // A create that may have been done fails its item.
      fake.injectFault({ kind: "status", status: 500, body }, { method: "POST" });
    }
    results.push(await run());
    for (const fake of [world.hrflow, world.leverFake, world.harvest]) fake.clearFaults();
    results.push(await run());
  }
  world.leverFake.injectFault({ kind: "status", status: 422, body }, { method: "POST" });
  const { runId, failures: failed } = await world.push(telemetry, 3);
  results.push(await world.replay(runId, telemetry));
  const exported = sdk.spans().map(({ name, attributes, links, status, events: noted, resource }) => ({
    ...{ name, attributes, links, status, noted, resource: resource.attributes },
  }));
  return { exported, text: JSON.stringify([exported, await sdk.metrics()]), events, results, failed };
}

it("exports nothing about a person and no secret, whatever vendors respond", async () => {
  const { exported, text, events, results, failed } = await exportEverything();
  // It was all there: the runs went through, failed and were tried again, and events name the person.
  expect(foundIn(JSON.stringify([events, failed]), ofPerson)).toEqual(
    expect.arrayContaining([personal.full_name, personal.email, personal.reference, host]),
  );
  const counts = (name: "write_success" | "write_failure") => results.map(({ events: { [name]: count } }) => count);
  expect(Math.min(...counts("write_success").filter((_, index) => index % 2 === 1))).toBeGreaterThan(0);
  expect(Math.max(...counts("write_failure"))).toBeGreaterThan(0);
  const errors = new Set(exported.flatMap(({ attributes }) => attributes["error.type"] ?? []));
  expect([...errors]).toEqual(expect.arrayContaining(["503", "429", "422", "502", "network_error"]));
  const actions = new Set(exported.flatMap(({ attributes }) => attributes["hrflow.action"] ?? []));
  expect([...actions].sort()).toEqual(["pull_job_list", "pull_profile_list", "push_profile", "push_profile_list"]);
  expect(foundIn(text, ofPerson)).toEqual([]);
  expect(foundIn(text, Object.values(secrets))).toEqual([]);
  expect(text).not.toMatch(/https?:[^"]*\?/);
});
