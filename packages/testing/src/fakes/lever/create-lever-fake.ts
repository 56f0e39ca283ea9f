import { createFake } from "../engine/create-fake";
import type { Fake, FakeBase } from "../engine/fake-types";
import { clockOf } from "../engine/strict";
import { accountRoutes } from "./account-routes";
import { contactRoutes } from "./contact-routes";
import { guardCall } from "./lever-guard";
import { badRequest, type LeverRoute, notFound } from "./lever-route";
import { initialState, type LeverFakeOptions } from "./lever-seed";
import type { LeverEnvironment, LeverState } from "./lever-state";
import { noteRoutes } from "./note-routes";
import { opportunityRoutes } from "./opportunity-routes";
import { postingRoutes } from "./posting-routes";
import { tokenRoute } from "./token-route";

const bases: Record<string, LeverEnvironment> = {
  "https://api.lever.co/v1": "production",
  "https://api.eu.lever.co/v1": "production",
  "https://api.sandbox.lever.co/v1": "sandbox",
};

const tokenBases: FakeBase<LeverState>[] = [
  { url: "https://auth.lever.co", routes: [tokenRoute("production")] },
  { url: "https://sandbox-lever.auth0.com", routes: [tokenRoute("sandbox")] },
];

/**
 * Creates a fake of Lever: its OAuth servers and its Data API with opportunities, contacts, notes, files, resumes, postings,
 * and the lists of stages, users, archive reasons and requisitions. The Data API's hosts share one state, but a token is
 * valid only in its own environment.
 *
 * @see https://hire.lever.co/developer/documentation
 */
export function createLeverFake(options: LeverFakeOptions = {}): Fake<LeverState> {
  const now = clockOf(options);
  const routes = [
    ...opportunityRoutes(options.phonesInForms ?? true),
    ...noteRoutes(),
    ...contactRoutes(),
    ...postingRoutes(),
    ...accountRoutes(),
  ];
  return createFake<LeverState>(
    {
      name: "Lever",
      bases: [...Object.keys(bases).map((url) => ({ url, routes })), ...tokenBases],
      before(call) {
        const environment = bases[call.base];
        // The token hosts check the credentials in the body themselves.
        if (environment === undefined) return undefined;
        return guardCall(call, call.route as LeverRoute, environment, options);
      },
      noRoute: notFound,
      refuseText: (_, field) => badRequest(`${field} contains invalid characters.`),
      createState: () => initialState(options, now()),
    },
    options,
  );
}
