import { createFake } from "../engine/create-fake";
import type { Fake, FakeDefinition, FakeResponse } from "../engine/fake-types";
import { fileHost } from "./file-host";
import { completeOptions, defaultOptions, type GreenhouseFakeOptions } from "./greenhouse-settings";
import { createGreenhouseState, type GreenhouseState } from "./greenhouse-state";
import { guardV1, guardV3, scopeOf, wrongKey } from "./guards";
import { jobBoard } from "./job-board";
import { createPeople } from "./people";
import { notFound } from "./responses";
import { tokenHost } from "./token-host";
import { v1Reads } from "./v1-reads";
import { v1Writes } from "./v1-writes";
import { v3Lists } from "./v3-lists";
import { filesUrl } from "./v3-rows";
import { v3Writes } from "./v3-writes";

/** An in-memory Greenhouse, created by `createGreenhouseFake`. */
export type GreenhouseFake = Fake<GreenhouseState>;

const tokenUrl = "https://auth.greenhouse.io";
const v3Url = "https://harvest.greenhouse.io/v3";
const v1Url = "https://harvest.greenhouse.io/v1";
const boardsUrl = "https://boards-api.greenhouse.io/v1/boards";

/**
 * Creates a fake of one Greenhouse account: the token host, Harvest v3 and v1, which share their records, the host of their
 * files, and the whole Job Board API. Like the vendor, it refuses invalid values and silently drops unknown fields.
 *
 * @example
 * const fake = createGreenhouseFake({ jobs: [4000000201], limits: { v3: 50 } });
 * fake.injectFault({ kind: "reset", when: "after" }, { method: "POST", path: "/candidates" });
 * await greenhouse.pushProfile(call, { fetch: fake.fetch });
 * fake.state.candidates;
 *
 * @see https://harvestdocs.greenhouse.io
 * @see https://developers.greenhouse.io
 */
export function createGreenhouseFake(options: GreenhouseFakeOptions = {}): GreenhouseFake {
  const settings = completeOptions(options);
  const v3Routes = [...v3Lists(v3Url), ...v3Writes(settings)];
  const definition: FakeDefinition<GreenhouseState> = {
    name: "Greenhouse",
    bases: [
      { url: tokenUrl, routes: tokenHost(settings, settings.scopes ?? [...new Set(v3Routes.map(scopeOf))]) },
      { url: v3Url, routes: v3Routes.map((route) => guardV3(settings, route)) },
      { url: v1Url, routes: [...v1Reads(v1Url), ...v1Writes(settings)].map((route) => guardV1(settings, route)) },
      { url: filesUrl, routes: [fileHost] },
      { url: boardsUrl, routes: jobBoard(settings), ignoresTrailingSlash: true },
    ],
    noRoute: ({ base, headers }): FakeResponse => (base === v1Url && wrongKey(headers, settings)) || notFound(),
    // The routes of Harvest check texts after the credential, and send their rate-limit headers with the refusal.
    refuseText: () => undefined,
    readsUntypedJson: true,
    createState: () =>
      createGreenhouseState({
        ...options,
        people: createPeople(options),
        options: { ...defaultOptions, ...options.options },
        boards: options.boards ?? {},
      }),
  };
  return createFake(definition, options);
}
