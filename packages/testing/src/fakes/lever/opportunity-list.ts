import type { FakeResponse } from "../engine/fake-types";
import { included, type LeverCall } from "./lever-route";
import type { LeverOpportunityRecord, LeverPosition, LeverState } from "./lever-state";
import { byTime, isShown, isWithin, listPage, passes } from "./list-page";
import { advancedAt, confidentialityOf, contactOf, opportunityView } from "./opportunity-view";

const times = ["created_at", "updated_at", "advanced_at", "archived_at"];

export const opportunityFilters = [
  ...["tag", "source", "origin", "stage_id", "posting_id", "archived_posting_id", "archive_reason_id", "contact_id"],
  ...["location", "email", "confidentiality", "archived", "snoozed"],
  ...times.flatMap((name) => [`${name}_start`, `${name}_end`]),
];

/** Lists opportunities by stage, and within a stage those first that advanced last. */
export function listOpportunities(call: LeverCall): FakeResponse {
  const { state, query } = call;
  const found = state.opportunities.filter((record) => isSelected(state, query, record));
  const view = (record: LeverOpportunityRecord) =>
    included(query, opportunityView(state, record, query.getAll("expand")));
  return listPage(call, found, view, placeIn(state));
}

/** Lists the deleted opportunities, those first that were deleted last. */
export function listDeletedOpportunities(call: LeverCall): FakeResponse {
  const { state, query } = call;
  const found = state.deletedOpportunities.filter(({ deletedAt }) => isWithin(query, "deleted_at", deletedAt));
  const placeOf = ({ id, deletedAt }: { id: string; deletedAt: number }) => byTime({ id, createdAt: deletedAt });
  return listPage(call, found, (record) => opportunityView(state, record), placeOf);
}

/** Stages that the account does not have come last. */
function placeIn({ stages }: LeverState): (record: LeverOpportunityRecord) => LeverPosition {
  return (record) => {
    const rank = stages.findIndex(({ id }) => id === record.stage);
    return { rank: rank < 0 ? stages.length : rank, time: advancedAt(record), id: record.id };
  };
}

function isSelected(state: LeverState, query: URLSearchParams, record: LeverOpportunityRecord): boolean {
  const { archived, posting } = record;
  const flags = { archived: archived !== null, snoozed: false };
  const email = query.get("email")?.trim().toLowerCase();
  return (
    Object.entries(flags).every(([name, value]) => !query.has(name) || String(value) === query.get(name)) &&
    isShown(query, confidentialityOf(state, record)) &&
    passes(query, "contact_id", record.contact) &&
    passes(query, "posting_id", posting) &&
    passes(query, "archived_posting_id", archived ? posting : null) &&
    passes(query, "archive_reason_id", archived?.reason ?? null) &&
    passes(query, "stage_id", record.stage) &&
    passes(query, "location", record.opportunityLocation) &&
    passes(query, "tag", ...record.tags) &&
    passes(query, "source", ...record.sources) &&
    passes(query, "origin", record.origin) &&
    isWithin(query, "created_at", record.createdAt) &&
    isWithin(query, "updated_at", record.updatedAt) &&
    isWithin(query, "advanced_at", advancedAt(record)) &&
    isWithin(query, "archived_at", archived?.archivedAt ?? null) &&
    (email === undefined || contactOf(state, record).emails.some((known) => known.trim().toLowerCase() === email))
  );
}
