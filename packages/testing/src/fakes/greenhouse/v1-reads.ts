import type { FakeResponse, FakeRoute } from "../engine/fake-types";
import type { GreenhouseFakeCandidate, GreenhouseState, OptionKey } from "./greenhouse-state";
import { readableCandidate } from "./records";
import { type Call, notFound, ok } from "./responses";
import { organizationReads } from "./v1-organization";
import { isInTime, page } from "./v1-page";
import { v1Candidate, v1Note } from "./v1-rows";

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
    { method: "GET", path: "/candidates/{id}/activity_feed", handle: readFeed },
    options("/schools", "school_name"),
    options("/degrees", "degree"),
    options("/disciplines", "discipline"),
    ...organizationReads(base),
  ];
}

function readCandidate({ state, params, now }: Call): FakeResponse {
  const candidate = readableCandidate(state, Number(params.id), now());
  return candidate ? ok(v1Candidate(state, candidate, now())) : notFound();
}

/** E-mails and activities are not kept. */
function readFeed({ state, params, now }: Call): FakeResponse {
  const candidate = readableCandidate(state, Number(params.id), now());
  if (!candidate) return notFound();
  const notes = state.notes.filter(({ candidate_id }) => candidate_id === candidate.id);
  return ok({ notes: notes.map(v1Note), emails: [], activities: [] });
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
    .filter((candidate) => isInTime(query, candidate))
    .map((candidate) => v1Candidate(state, candidate, at));
}

function optionRows({ options }: GreenhouseState, key: OptionKey) {
  return options.filter((option) => option.key === key).map(({ id, name }, priority) => ({ id, name, priority }));
}
