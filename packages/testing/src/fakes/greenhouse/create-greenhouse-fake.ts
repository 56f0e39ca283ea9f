import { createFake } from "../engine/create-fake";
import type { Fake, FakeAnswer, FakeDefinition } from "../engine/fake-types";
import { notFound } from "./answers";
import { completeOptions, defaultOptions, type GreenhouseFakeOptions } from "./greenhouse-settings";
import { createGreenhouseState, type GreenhouseState } from "./greenhouse-state";
import { jobBoard } from "./job-board";
import { tokenHost } from "./token-host";
import { guardV1, wrongKey } from "./v1-guard";
import { v1Reads } from "./v1-reads";
import { v1Writes } from "./v1-writes";
import { guardV3 } from "./v3-guard";
import { v3Lists } from "./v3-lists";
import { v3Writes } from "./v3-writes";

/** Greenhouse in memory, as `createGreenhouseFake` makes it. */
export type GreenhouseFake = Fake<GreenhouseState>;

const tokenUrl = "https://auth.greenhouse.io";
const v3Url = "https://harvest.greenhouse.io/v3";
const v1Url = "https://harvest.greenhouse.io/v1";
const boardsUrl = "https://boards-api.greenhouse.io/v1/boards";

/**
 * A Greenhouse account that lives in memory: the token host, Harvest v3 and v1, which show the same records, and the Job
 * Board API. It takes what the vendor takes, and drops without a word what the vendor drops.
 *
 * @example
 * const fake = createGreenhouseFake({ jobs: [4000000201], limits: { v3: 50 } });
 * fake.misbehave({ kind: "reset", when: "after" }, { method: "POST", path: "/candidates" });
 * await greenhouse.pushProfile(call, { fetch: fake.fetch });
 * fake.state.candidates;
 *
 * @see https://harvestdocs.greenhouse.io
 * @see https://developers.greenhouse.io
 */
export function createGreenhouseFake(options: GreenhouseFakeOptions = {}): GreenhouseFake {
  const settings = completeOptions(options);
  const definition: FakeDefinition<GreenhouseState> = {
    name: "Greenhouse",
    bases: [
      { url: tokenUrl, routes: tokenHost(settings) },
      { url: v3Url, routes: [...v3Lists(v3Url), ...v3Writes(settings)].map((route) => guardV3(settings, route)) },
      { url: v1Url, routes: [...v1Reads(v1Url), ...v1Writes(settings)].map((route) => guardV1(settings, route)) },
      { url: boardsUrl, routes: jobBoard() },
    ],
    noRoute: ({ base, headers }): FakeAnswer => (base === v1Url && wrongKey(headers, settings)) || notFound(),
    createState: () =>
      createGreenhouseState({ options: { ...defaultOptions, ...options.options }, boards: options.boards ?? {} }),
  };
  return createFake(definition, { now: options.now });
}
