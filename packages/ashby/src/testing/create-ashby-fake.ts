import { createFake, type Fake, type FakeOptions, type FakeResponse } from "@hrflow-connectors/testing/fakes";
import type { AshbyCandidate, AshbyJobPosting } from "../ashby-types";
import { callsOf } from "./ashby-calls";
import { type AshbyState, createAshbyState, files, refuse } from "./ashby-state";

export type { AshbyApplicationRecord, AshbyNoteRecord, AshbyState } from "./ashby-state";

export interface AshbyFakeOptions extends FakeOptions {
  apiKey: string;
  /** The modules that the key may use, such as `candidatesRead`. Default: all. */
  permissions?: readonly string[];
  candidates?: readonly Partial<AshbyCandidate>[];
  postings?: readonly Partial<AshbyJobPosting>[];
  /** The most rows of a page, whatever `limit` asks for. Default: Ashby's 100. */
  largestPage?: number;
}

/**
 * An Ashby that keeps what it creates, and refuses what the documentation refuses: with status 200, as Ashby does.
 *
 * @example
 * const fake = createAshbyFake({ apiKey: "key", candidates: [{ name: "Ada Example" }] });
 * const result = await ashby.pullProfileList(input, { fetch: fake.fetch });
 */
export function createAshbyFake({ apiKey, permissions, ...options }: AshbyFakeOptions): Fake<AshbyState> {
  const calls = callsOf(options.largestPage ?? 100);
  const permissionOf = new Map(calls.map(({ route, permission }) => [route.path, permission]));
  const authorize = (headers: Headers): FakeResponse | undefined => {
    const given = headers.get("authorization");
    if (given === null) return { ...refuse("unauthorized"), status: 401 };
    const [key] = /^Basic /.test(given) ? atob(given.slice("Basic ".length)).split(":") : [];
    return key === apiKey ? undefined : { ...refuse("forbidden", "the key is not valid"), status: 403 };
  };
  return createFake<AshbyState>(
    {
      name: "Ashby",
      createState: () => createAshbyState(options),
      before({ base, path, headers }) {
        if (base === files) return undefined;
        const refused = authorize(headers);
        if (refused) return refused;
        const permission = permissionOf.get(path) ?? "";
        if (permissions && !permissions.includes(permission))
          return { ...refuse("missing_endpoint_permission", permission), status: 403 };
        const isTyped = /^(application\/json|multipart\/form-data)/.test(headers.get("content-type") ?? "");
        return isTyped ? undefined : refuse("invalid_input", "the content type is not application/json");
      },
      bases: [
        { url: "https://api.ashbyhq.com", routes: calls.map(({ route }) => route) },
        {
          url: files,
          routes: [
            {
              method: "GET",
              path: "/{id}/{name}",
              handle: ({ state, params, query }) => {
                const isKnown = state.files.has(params.id ?? "") && query.get("signature") === `of-${params.id}`;
                const headers = { "content-type": "application/pdf" };
                return isKnown ? { status: 200, body: state.files.get(params.id ?? ""), headers } : { status: 403 };
              },
            },
          ],
        },
      ],
    },
    options,
  );
}
