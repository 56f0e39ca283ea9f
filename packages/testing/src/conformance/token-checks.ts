import type { Fetch } from "@hrflow-connectors/core";
import type { Check, Tested } from "./check";
import { connectionOf, type Environment, parametersOf, type Run } from "./environment";
import { injectFault, isToken } from "./operations";
import { begin } from "./tested-action";
import { describeRequests, findViolations, isComplete, writesOf } from "./violations";

/** What an action promises about the tokens of OAuth. */
export function tokenChecks<State>(tested: Tested<State>): Check[] {
  const ofRevoked = { ...revoked, find: () => findRevoked(tested) };
  if (!isOauth(tested)) return [ofRevoked];
  return [{ ...refreshed, find: () => findRefreshed(tested) }, ofRevoked, { ...saved, find: () => findSaved(tested) }];
}

/** Whether the account that is tested uses tokens that expire. */
function isOauth<State>({ subject, action }: Tested<State>): boolean {
  return connectionOf(subject, action)?.auth(parametersOf(subject.settings, action)).type === "oauth";
}

const tokensOf = ({ received }: Pick<Run, "received">) => received.filter(({ request }) => isToken(request));

/** The first request that is authorized by the credential. */
async function firstCall<State>(tested: Tested<State>) {
  const { operations } = await tested.baseline();
  return operations.find(({ kind }) => kind === "read" || kind === "write");
}

const oauth =
  'Let core handle tokens: `auth` returns `{ type: "oauth", tokenUrl, clientId, clientSecret, grant }`, and nothing else asks for a token. ';

const refreshed = {
  name: "refreshes a token once that the vendor does not accept any more, and goes on",
  advice: `${oauth}After a 401, core asks for one new token and sends the request again.`,
};

async function findRefreshed<State>(tested: Tested<State>): Promise<string[]> {
  const baseline = await tested.baseline();
  const call = await firstCall(tested);
  const usual = tokensOf(baseline.run).length;
  if (!call || usual === 0) return ["asks for no token, or sends no other request"];
  const environment = begin(tested);
  injectFault(environment.fakes, call, { kind: "status", status: 401 }, false);
  const run = await environment.run();
  const count = tokensOf(run).length;
  const found = [
    ...(isComplete(run) ? [] : [`ends with ${run.result.status}: ${JSON.stringify(run.result.failures)}`]),
    ...(count === usual + 1 ? [] : [`asks for ${count - usual} new tokens after a 401, expected one`]),
    ...findViolations(tested, run, environment, baseline),
  ];
  return found.map((each) => `${each}\n${describeRequests(run)}`);
}

const revoked = {
  name: "ends the run if access was revoked, and creates nothing",
  advice: `${oauth}A second 401 ends the run with \`authentication_failed\`: nothing is tried again and again.`,
};

async function findRevoked<State>(tested: Tested<State>): Promise<string[]> {
  const { run: usual } = await tested.baseline();
  const environment = begin(tested);
  const documented = Object.keys(tested.subject.documents).map((base) => new URL(base).host);
  const refused = new Set<string>();
  const fetch: Fetch = async (request) => {
    const { host, pathname, href } = new URL(request.url);
    const isCall = documented.includes(host) && !isToken({ method: request.method, path: pathname });
    if (isCall) refused.add(`${request.method} ${href}`);
    return isCall ? Response.json({ message: "Access was revoked" }, { status: 401 }) : environment.fetch(request);
  };
  const run = await environment.run({ fetch });
  const errors = run.result.failures.map(({ error }) => error);
  // An item of several records fails as a whole, and names what refused each of them.
  const isRefusal = ({ code, message }: (typeof errors)[number]) =>
    code === "authentication_failed" || (code === "partial_write" && message.includes("401"));
  const count = tokensOf(run).length - tokensOf(usual).length;
  const found = [
    ...(run.result.status === "fatal" ? [] : [`ends with ${run.result.status}`]),
    ...(errors.some(isRefusal) ? [] : [`reports ${errors.map(({ code }) => code).join(", ") || "no failure"}`]),
    // Each of several parallel requests may have been refused with another token.
    ...(count <= refused.size ? [] : [`asks for ${count} new tokens`]),
    ...writesOf(run, tested).map((write) => `sends ${write}`),
  ];
  return found.map((each) => `${each}\n${describeRequests(run)}`);
}

const saved = {
  name: "saves a token before it is used, and uses it in the next run",
  advice: `${oauth}A refresh token that works once is lost with the process that did not save it.`,
};

async function findSaved<State>(tested: Tested<State>): Promise<string[]> {
  const environment = begin(tested);
  const unsaved: string[] = [];
  const first = await environment.run({ fetch: watchTokens(environment, unsaved) });
  const second = await environment.run();
  return [
    ...unsaved,
    ...tokensOf(second).map(() => `the next run asks for another token\n${describeRequests(second)}`),
    ...(first.result.status === "success" ? [] : [`ends with ${first.result.status}`]),
  ];
}

/** Reports the tokens that the store does not hold when the next request to the vendor leaves. */
function watchTokens<State>({ fetch, store, vendor }: Environment<State>, unsaved: string[]): Fetch {
  const issued = new Set<string>();
  return async (request) => {
    const isVendor = vendor.bases.some((base) => request.url.startsWith(`${base}/`));
    const isForToken = isToken({ method: request.method, path: new URL(request.url).pathname });
    if (isVendor && !isForToken) {
      const stored = [...store.contents.values()].join("\n");
      for (const token of issued)
        if (!stored.includes(token)) unsaved.push(`${request.url} leaves before the token is saved`);
      issued.clear();
    }
    const response = await fetch(request);
    if (!isVendor || !isForToken || !response.ok) return response;
    const body = (await response.clone().json()) as Record<string, unknown>;
    for (const name of ["access_token", "refresh_token"]) if (typeof body[name] === "string") issued.add(body[name]);
    return response;
  };
}
