import type { Fake, FakeCall, FakeDefinition, FakeOptions, FakeRequest, FakeResponse, FakeRoute } from "./fake-types";
import { applyFault, createFaultPlan, type Handler } from "./faults";
import { type FoundRoute, findRoute } from "./find-route";
import { networkError, readBody, requestOf, toResponse, whileHeld } from "./http-messages";
import { serve } from "./serve";
import { clockOf, findRefusedText } from "./strict";

/**
 * Creates a fake from its definition.
 *
 * @example
 * const create: FakeRoute<{ people: unknown[] }> = {
 *   method: "POST",
 *   path: "/people",
 *   handle({ state, json }) {
 *     state.people.push(json);
 *     return { status: 201, body: { id: state.people.length } };
 *   },
 * };
 * const fake = createFake({
 *   name: "Acme",
 *   bases: [{ url: "https://api.acme.example/v1", routes: [create] }],
 *   before: ({ headers }) => (headers.has("authorization") ? undefined : { status: 401 }),
 *   createState: () => ({ people: [] }),
 * });
 * fake.injectFault({ kind: "status", status: 429, retryAfter: "seconds" }, { method: "POST" });
 */
export function createFake<State>(definition: FakeDefinition<State>, options: FakeOptions = {}): Fake<State> {
  const now = clockOf(options);
  const strict = options.strict ?? false;
  const faults = createFaultPlan();
  const requests: FakeRequest[] = [];
  let state = definition.createState();

  async function fetch(input: Request | string | URL, init?: RequestInit): Promise<Response> {
    const request = requestOf(input, init);
    const { method, url, headers, signal } = request;
    signal.throwIfAborted();
    const found = findRoute(definition.bases, method, url);
    if (!found) throw networkError("ENOTFOUND", `The ${definition.name} fake does not serve ${new URL(url).host}`);

    const entry: FakeRequest = { method, url, path: found.path, headers: new Headers(headers), acted: false };
    requests.push(entry);
    Object.assign(entry, await readBody(request, definition.readsUntypedJson));
    signal.throwIfAborted();

    const vendor: Handler = async () => {
      const response = await handle(definition, callOf(entry, found), found);
      entry.acted = response.status < 400;
      return toResponse(response);
    };
    const fault = faults.take(method, found.path);
    if (fault) entry.fault = fault.kind;
    const response = await whileHeld(request, (fault ? applyFault(fault, vendor, now) : vendor)(request));
    entry.status = response.status;
    if (!response.headers.has("date")) response.headers.set("date", new Date(now()).toUTCString());
    return Object.defineProperty(response, "url", { value: url });
  }

  function callOf(entry: FakeRequest, found: FoundRoute<State>): FakeCall<State> {
    const { method, url, path, headers, json, form } = entry;
    const query = new URL(url).searchParams;
    const body = { ...(json !== undefined ? { json } : {}), ...(form ? { form } : {}) };
    return { state, method, path, params: found.params, query, headers, ...body, now, strict };
  }

  const bases = definition.bases.map(({ url }) => url);
  return {
    name: definition.name,
    bases,
    fetch,
    get state() {
      return state;
    },
    requests,
    injectFault: faults.add,
    clearFaults: faults.clear,
    reset() {
      state = definition.createState();
      requests.length = 0;
      faults.clear();
    },
    listen: (port) => serve({ fetch, bases }, port),
  };
}

async function handle<State>(
  definition: FakeDefinition<State>,
  call: FakeCall<State>,
  { base, route, allowed }: FoundRoute<State>,
): Promise<FakeResponse> {
  if (!route) {
    return definition.noRoute?.({ ...call, base, allowed }) ?? { status: allowed.length > 0 ? 405 : 404 };
  }
  const routed = { ...call, base, route };
  const response = definition.before?.(routed) ?? refuseText(definition, routed) ?? (await route.handle(call));
  return definition.after?.(routed, response) ?? response;
}

function refuseText<State>(
  definition: FakeDefinition<State>,
  call: FakeCall<State> & { base: string; route: FakeRoute<State> },
): FakeResponse | undefined {
  const field = call.strict ? findRefusedText(call) : undefined;
  if (field === undefined) return undefined;
  if (definition.refuseText) return definition.refuseText(call, field);
  return { status: 400, body: { message: `${field} has an invalid character` } };
}
