import type { Check, Tested } from "./check";
import { connectionOf, type RunSettings, runLimitMs } from "./environment";
import { otherPerson, person } from "./person";
import { begin } from "./tested-action";

/** What a push of one person promises about the vendor's rate limit. */
export function rateLimitChecks<State>(tested: Tested<State>): Check[] {
  return [{ ...kept, find: () => findRateLimit(tested) }];
}

const kept = {
  name: "keeps the vendor's rate limit when thirty people are pushed at once",
  advice:
    "Give the connection a `rateLimit`: `{ requests, perMs, burst }`, or `{ windowMs, limit, headers }` where response headers tell it. " +
    "The fake has to enforce the limit, as the vendor does.",
};

const people = 30;

/** Pushes people who have different data at once, and returns what the vendor refused with 429. */
export async function pushMany<State>(tested: Tested<State>, settings: RunSettings = {}) {
  const { subject } = tested;
  const profiles = Array.from({ length: people }, (_, index) =>
    person(index + 1, { ...otherPerson(index + 1), ...subject.settings.profile }),
  );
  const environment = begin(tested, profiles);
  const runs = profiles.map((_, index) => environment.start({ ...settings, person: index + 1 }));
  const results = await subject.time.settle(Promise.all(runs), runLimitMs);
  return { results, refused: environment.received.filter(({ request }) => request.status === 429 && !request.fault) };
}

async function findRateLimit<State>(tested: Tested<State>): Promise<string[]> {
  const connection = connectionOf(tested.subject, tested.action);
  const { results, refused } = await pushMany(tested);
  const [first] = refused;
  return [
    ...(connection && connection.rateLimit === undefined ? [`the connection ${connection.name} has no rateLimit`] : []),
    ...(first ? [`${first.fake.name} refused ${refused.length} requests with 429: ${first.request.url}`] : []),
    ...results
      .filter(({ result }) => result.status !== "success")
      .map(({ result }) => `a push ends with ${result.status}: ${JSON.stringify(result.failures)}`),
  ];
}
