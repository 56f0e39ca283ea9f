import type { FakeResponse, FakeRoute } from "../engine/fake-types";
import type { GreenhouseFakeCandidate, GreenhouseState, OptionKey } from "./greenhouse-state";
import { readableCandidate } from "./records";
import { type Call, notFound, ok, refuse, withHeaders } from "./responses";
import { v1Candidate } from "./v1-rows";

/** Returns the reads of Harvest v1. They ignore unknown query parameters. */
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

function readCandidate({ state, params, now }: Call): FakeResponse {
  const candidate = readableCandidate(state, Number(params.id), now());
  return candidate ? ok(v1Candidate(state, candidate)) : notFound();
}

function candidateRows({ state, query, now }: Call) {
  const at = now();
  const email = query.get("email")?.toLowerCase();
  const job = query.get("job_id");
  const ids = query.get("candidate_ids")?.split(",");
  const isSelected = ({ id, email_addresses }: GreenhouseFakeCandidate) => {
    if (email !== undefined) return email_addresses.some(({ value }) => value.toLowerCase() === email);
    return ids === undefined || ids.includes(String(id));
  };
  const hasApplied = (id: number) =>
    job === null ||
    state.applications.some((one) => one.candidate_id === id && String(one.job_id) === job && !one.prospect);
  return state.candidates
    .filter((candidate) => candidate.readableAt <= at && isSelected(candidate) && hasApplied(candidate.id))
    .filter(
      ({ created_at, updated_at }) => isWithin(query, "created", created_at) && isWithin(query, "updated", updated_at),
    )
    .map((candidate) => v1Candidate(state, candidate));
}

/** Includes `_after`, excludes `_before`. */
function isWithin(query: URLSearchParams, name: string, value: string): boolean {
  const at = Date.parse(value);
  const after = query.get(`${name}_after`);
  const before = query.get(`${name}_before`);
  return (after === null || at >= Date.parse(after)) && (before === null || at < Date.parse(before));
}

function optionRows({ options }: GreenhouseState, key: OptionKey) {
  return options.filter((option) => option.key === key).map(({ id, name }, priority) => ({ id, name, priority }));
}

/** Returns one page. The `Link` header has the URLs of the next, previous and last page, if they exist. */
function page(base: string, { query, path }: Call, rows: object[]): FakeResponse {
  const size = Number(query.get("per_page") ?? 100);
  const number = Number(query.get("page") ?? 1);
  if (!Number.isInteger(size) || size < 1 || size > 500) return refuse("per_page", "must be from 1 to 500");
  if (!Number.isInteger(number) || number < 1) return refuse("page", "must be at least 1");
  const count = Math.max(1, Math.ceil(rows.length / size));
  const link = (target: number, relation: string) => {
    const search = new URLSearchParams(query);
    search.set("page", String(target));
    return `<${base}${path}?${search}>; rel="${relation}"`;
  };
  const links = [
    ...(number < count ? [link(number + 1, "next")] : []),
    ...(number > 1 ? [link(number - 1, "prev")] : []),
    ...(count > 1 && query.get("skip_count") !== "true" ? [link(count, "last")] : []),
  ];
  const response = ok(rows.slice((number - 1) * size, number * size));
  return links.length > 0 ? withHeaders(response, { link: links.join(", ") }) : response;
}
