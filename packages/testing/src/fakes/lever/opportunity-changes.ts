import type { FakeResponse } from "../engine/fake-types";
import { badRequest, isRecord, type LeverCall, type LeverRoute, success } from "./lever-route";
import type { LeverOpportunityRecord } from "./lever-state";
import { blankView, contactOf, opportunityView, withOpportunity } from "./opportunity-view";

const path = "/opportunities/{opportunity}";

/** Returns the routes that change an opportunity. */
export function changeRoutes(): LeverRoute[] {
  const write = { query: [], performAs: "required" as const };
  return [
    { ...write, method: "PUT", path: `${path}/stage`, handle: moveStage },
    { ...write, method: "PUT", path: `${path}/archived`, handle: archive },
    ...(["tags", "sources", "links"] as const).flatMap((field) => entryRoutes(field)),
  ];
}

function moveStage(call: LeverCall): FakeResponse {
  return change(call, (record, body) => {
    if (typeof body.stage !== "string") return "stage is required.";
    record.stage = body.stage;
    record.lastAdvancedAt = call.now();
    return undefined;
  });
}

function archive(call: LeverCall): FakeResponse {
  return change(call, (record, { reason }) => {
    if (typeof reason !== "string" && reason !== null) return "reason is required.";
    record.archived = reason === null ? null : { reason, archivedAt: call.now() };
    return undefined;
  });
}

/** Links are those of the contact. */
function entryRoutes(field: "tags" | "sources" | "links"): LeverRoute[] {
  const name = `${field.charAt(0).toUpperCase()}${field.slice(1)}`;
  const route = (verb: "add" | "remove"): LeverRoute => ({
    ...{ method: "POST", path: `${path}/${verb}${name}`, query: [], performAs: "required" },
    handle: (call) =>
      change(
        call,
        (record, body) => {
          const entries = body[field];
          if (!Array.isArray(entries)) return `${field} is required.`;
          const owner: { [name in typeof field]?: string[] } =
            field === "links" ? contactOf(call.state, record) : record;
          const kept = (owner[field] ?? []).filter((entry) => !entries.includes(entry));
          owner[field] = verb === "add" ? [...kept, ...entries] : kept;
          return undefined;
        },
        field === "links" ? opportunityView : blankView,
      ),
  });
  return [route("add"), route("remove")];
}

/** Changes an opportunity. As in Lever, most responses leave the person's data blank. */
function change(
  call: LeverCall,
  apply: (record: LeverOpportunityRecord, body: Record<string, unknown>) => string | undefined,
  view: typeof blankView = blankView,
): FakeResponse {
  return withOpportunity(call, (record) => {
    const fault = apply(record, isRecord(call.json) ? call.json : {});
    if (fault !== undefined) return badRequest(fault);
    record.updatedAt = call.now();
    return success(view(call.state, record));
  });
}
