import type { FakeAnswer, FakeRoute } from "../engine/fake-types";
import { type Call, notFound, ok, refuse, withHeaders } from "./answers";
import type { GreenhouseFakeCandidate, GreenhouseState, OptionKey } from "./greenhouse-state";
import { readableCandidate } from "./records";
import { v1Candidate } from "./v1-rows";

/** The reads of Harvest v1, which ignore what they do not know. */
export function v1Reads(base: string): FakeRoute<GreenhouseState>[] {
  const options = (path: string, key: OptionKey): FakeRoute<GreenhouseState> => ({
    method: "GET",
    path,
    handle: (call) => page(base, call, optionRows(call.state, key)),
  });
  return [
    { method: "GET", path: "/candidates", handle: (call) => page(base, call, candidateRows(call)) },
    { method: "GET", path: "/candidates/{id}", handle: readCandidate },
    options("/schools", "school_name"),
    options("/degrees", "degree"),
    options("/disciplines", "discipline"),
  ];
}

function readCandidate({ state, params, now }: Call): FakeAnswer {
  const candidate = readableCandidate(state, Number(params.id), now());
  return candidate ? ok(v1Candidate(state, candidate)) : notFound();
}

function candidateRows({ state, query, now }: Call) {
  const at = now();
  const email = query.get("email")?.toLowerCase();
  const job = query.get("job_id");
  const ids = query.get("candidate_ids")?.split(",");
  const isWanted = ({ id, email_addresses }: GreenhouseFakeCandidate) => {
    if (email !== undefined) return email_addresses.some(({ value }) => value.toLowerCase() === email);
    return ids === undefined || ids.includes(String(id));
  };
  const applied = (id: number) =>
    job === null ||
    state.applications.some((one) => one.candidate_id === id && String(one.job_id) === job && !one.prospect);
  return state.candidates
    .filter((candidate) => candidate.readableAt <= at && isWanted(candidate) && applied(candidate.id))
    .filter(
      ({ created_at, updated_at }) => isWithin(query, "created", created_at) && isWithin(query, "updated", updated_at),
    )
    .map((candidate) => v1Candidate(state, candidate));
}

/** From `_after` on, and before `_before`. */
function isWithin(query: URLSearchParams, name: string, value: string): boolean {
  const at = Date.parse(value);
  const after = query.get(`${name}_after`);
  const before = query.get(`${name}_before`);
  return (after === null || at >= Date.parse(after)) && (before === null || at < Date.parse(before));
}

function optionRows({ options }: GreenhouseState, key: OptionKey) {
  return options.filter((option) => option.key === key).map(({ id, name }, priority) => ({ id, name, priority }));
}

/** One page of a bare list, with the addresses of its neighbours in the `Link` header where there are any. */
function page(base: string, { query, path }: Call, rows: object[]): FakeAnswer {
  const size = Number(query.get("per_page") ?? 100);
  const number = Number(query.get("page") ?? 1);
  if (!Number.isInteger(size) || size < 1 || size > 500) return refuse("per_page", "must be from 1 to 500");
  if (!Number.isInteger(number) || number < 1) return refuse("page", "must be from 1 on");
  const count = Math.max(1, Math.ceil(rows.length / size));
  const link = (target: number, relation: string) => {
    const address = new URLSearchParams(query);
    address.set("page", String(target));
    return `<${base}${path}?${address}>; rel="${relation}"`;
  };
  const links = [
    ...(number < count ? [link(number + 1, "next")] : []),
    ...(number > 1 ? [link(number - 1, "prev")] : []),
    ...(count > 1 && query.get("skip_count") !== "true" ? [link(count, "last")] : []),
  ];
  const answer = ok(rows.slice((number - 1) * size, number * size));
  return links.length > 0 ? withHeaders(answer, { link: links.join(", ") }) : answer;
}
