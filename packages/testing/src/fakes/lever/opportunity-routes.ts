import type { FakeResponse } from "../engine/fake-types";
import { createOpportunity } from "./create-opportunity";
import { badRequest, isRecord, type LeverCall, type LeverRoute, notFound, success } from "./lever-route";
import { type LeverOpportunityRecord, nextId } from "./lever-state";
import { isWithin, listPage, passes } from "./list-page";
import { blankView, contactOf, fileView, opportunityView, resumeView } from "./opportunity-view";

const times = ["created_at", "updated_at", "archived_at"].flatMap((name) => [`${name}_start`, `${name}_end`]);
const filters = ["email", "contact_id", "posting_id", "stage_id", "tag", "source", "origin", "archived", ...times];
const paging = ["limit", "offset"];

export function opportunityRoutes(phonesInForms: boolean): LeverRoute[] {
  const path = "/opportunities/{opportunity}";
  return [
    { method: "GET", path: "/opportunities", query: [...filters, ...paging, "expand"], handle: list },
    {
      ...{ method: "POST", path: "/opportunities", performAs: "required" },
      query: ["parse", "perform_as_posting_owner"],
      handle: (call) => createOpportunity(call, phonesInForms),
    },
    { method: "GET", path, query: ["expand"], handle: (call) => withOpportunity(call, (record) => view(call, record)) },
    { method: "GET", path: `${path}/files`, query: paging, handle: (call) => listFiles(call, "files") },
    { method: "POST", path: `${path}/files`, query: [], performAs: "required", handle: addFile },
    { method: "GET", path: `${path}/resumes`, query: paging, handle: (call) => listFiles(call, "resumes") },
    { method: "PUT", path: `${path}/stage`, query: [], performAs: "optional", handle: moveStage },
    { method: "PUT", path: `${path}/archived`, query: [], performAs: "optional", handle: archive },
    ...(["tags", "sources"] as const).flatMap((field) => changeRoutes(path, field)),
  ];
}

function list(call: LeverCall): FakeResponse {
  const { state, query } = call;
  const email = query.get("email")?.trim().toLowerCase();
  const archived = query.get("archived");
  const found = state.opportunities.filter(
    (record) =>
      (archived === null || (record.archived !== null) === (archived === "true")) &&
      passes(query, "contact_id", record.contact) &&
      passes(query, "posting_id", record.posting) &&
      passes(query, "stage_id", record.stage) &&
      passes(query, "tag", ...record.tags) &&
      passes(query, "source", ...record.sources) &&
      passes(query, "origin", record.origin) &&
      isWithin(query, "created_at", record.createdAt) &&
      isWithin(query, "updated_at", record.updatedAt) &&
      isWithin(query, "archived_at", record.archived?.archivedAt ?? null) &&
      (email === undefined || contactOf(state, record).emails.some((known) => known.trim().toLowerCase() === email)),
  );
  return (
    checkExpand(query) ?? listPage(call, found, (record) => opportunityView(state, record, query.getAll("expand")))
  );
}

function view({ state, query }: LeverCall, record: LeverOpportunityRecord): FakeResponse {
  return checkExpand(query) ?? success(opportunityView(state, record, query.getAll("expand")));
}

function checkExpand(query: URLSearchParams): FakeResponse | undefined {
  const unknown = query.getAll("expand").find((name) => name !== "contact" && name !== "applications");
  return unknown === undefined ? undefined : badRequest(`expand=${unknown} is not supported.`);
}

function listFiles(call: LeverCall, kind: "files" | "resumes"): FakeResponse {
  return withOpportunity(call, ({ id }) => {
    const found = call.state[kind].filter(({ opportunity }) => opportunity === id);
    const dated = found.map((file) => ({ ...file, createdAt: file.uploadedAt }));
    return listPage(call, dated, kind === "files" ? fileView : resumeView);
  });
}

function addFile(call: LeverCall): FakeResponse {
  return withOpportunity(call, ({ id }) => {
    const content = call.form?.get("file");
    if (!content || typeof content === "string") return badRequest("file is required.");
    const file = { id: nextId(call.state), opportunity: id, uploadedAt: call.now(), content };
    call.state.files.push(file);
    return success(fileView(file));
  });
}

function moveStage(call: LeverCall): FakeResponse {
  return change(call, (record, body) => {
    if (typeof body.stage !== "string") return "stage is required.";
    record.stage = body.stage;
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

function changeRoutes(path: string, field: "tags" | "sources"): LeverRoute[] {
  const name = field === "tags" ? "Tags" : "Sources";
  const route = (verb: "add" | "remove"): LeverRoute => ({
    ...{ method: "POST", path: `${path}/${verb}${name}`, query: [], performAs: "optional" },
    handle: (call) =>
      change(call, (record, body) => {
        const entries = body[field];
        if (!Array.isArray(entries)) return `${field} is required.`;
        const kept = record[field].filter((entry) => !entries.includes(entry));
        record[field] = verb === "add" ? [...kept, ...entries] : kept;
        return undefined;
      }),
  });
  return [route("add"), route("remove")];
}

/** Changes an opportunity. As in Lever, the response leaves the person's data blank. */
function change(
  call: LeverCall,
  apply: (record: LeverOpportunityRecord, body: Record<string, unknown>) => string | undefined,
): FakeResponse {
  return withOpportunity(call, (record) => {
    const fault = apply(record, isRecord(call.json) ? call.json : {});
    if (fault !== undefined) return badRequest(fault);
    record.updatedAt = call.now();
    return success(blankView(call.state, record));
  });
}

function withOpportunity(
  { state, params }: LeverCall,
  handle: (record: LeverOpportunityRecord) => FakeResponse,
): FakeResponse {
  const record = state.opportunities.find(({ id }) => id === params.opportunity);
  return record ? handle(record) : notFound();
}
