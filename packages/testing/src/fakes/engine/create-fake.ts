import { answerResponse } from "./answer-response";
import { applyFault, type Handler } from "./apply-fault";
import type { Fake, FakeAnswer, FakeCall, FakeDefinition, FakeOptions, FakeRequest } from "./fake-types";
import { createFaultPlan } from "./fault-plan";
import { type FoundRoute, findRoute } from "./find-route";
import { networkError } from "./network-error";
import { readBody } from "./read-body";
import { requestOf, whileHeld } from "./requests";
import { serve } from "./serve";

/**
 * Makes a fake of its definition.
 *
 * @example
 * const fake = createFake({ name: "Example", bases: [{ url: "https://api.example.com", routes }], createState });
 * fake.misbehave({ kind: "status", status: 429, retryAfter: "seconds" }, { method: "POST" });
 * await lever.pushProfile(call, { fetch: fake.fetch });
 */
export function createFake<State>(definition: FakeDefinition<State>, options: FakeOptions = {}): Fake<State> {
  const now = options.now ?? (() => Date.now());
  const faults = createFaultPlan();
  const requests: FakeRequest[] = [];
  let state = definition.createState();

  async function fetch(input: Request | string | URL, init?: RequestInit): Promise<Response> {
    const request = requestOf(input, init);
    const { method, url, headers, signal } = request;
    signal.throwIfAborted();
    const found = findRoute(definition.bases, method, url);
    if (!found) throw networkError("ENOTFOUND", `${definition.name} does not answer at ${new URL(url).host}`);

    const entry: FakeRequest = { method, url, path: found.path, headers: new Headers(headers), acted: false };
    requests.push(entry);
    Object.assign(entry, await readBody(request));
    signal.throwIfAborted();

    const vendor: Handler = async () => {
      const answer = await answerTo(definition, callOf(entry, found), found);
      entry.acted = answer.status < 400;
      return answerResponse(answer);
    };
    const fault = faults.take(method, found.path);
    if (fault) entry.fault = fault.kind;
    const response = await whileHeld(request, (fault ? applyFault(fault, vendor, now) : vendor)(request));
    entry.status = response.status;
    return Object.defineProperty(response, "url", { value: url });
  }

  function callOf(entry: FakeRequest, found: FoundRoute<State>): FakeCall<State> {
    const { method, url, path, headers, json, form } = entry;
    const query = new URL(url).searchParams;
    const body = { ...(json !== undefined ? { json } : {}), ...(form ? { form } : {}) };
    return { state, method, path, params: found.params, query, headers, ...body, now };
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
    misbehave: faults.add,
    behave: faults.clear,
    reset() {
      state = definition.createState();
      requests.length = 0;
      faults.clear();
    },
    listen: (port) => serve({ fetch, bases }, port),
  };
}

async function answerTo<State>(
  definition: FakeDefinition<State>,
  call: FakeCall<State>,
  { base, route, allowed }: FoundRoute<State>,
): Promise<FakeAnswer> {
  if (!route) {
    return definition.noRoute?.({ ...call, base, allowed }) ?? { status: allowed.length > 0 ? 405 : 404 };
  }
  const arrived = { ...call, base, route };
  const answer = definition.before?.(arrived) ?? (await route.handle(call));
  return definition.after?.(arrived, answer) ?? answer;
}
