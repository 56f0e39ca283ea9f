import type { FakeResponse } from "../engine/fake-types";
import { badRequest, type LeverCall, type LeverRoute, notFound, success } from "./lever-route";
import { type LeverFileRecord, nextId } from "./lever-state";
import { byTime, isWithin, listPage } from "./list-page";
import { withOpportunity } from "./opportunity-view";

const path = "/opportunities/{opportunity}";
const listQuery = ["uploaded_at_start", "uploaded_at_end", "limit", "offset"];

type Kind = "files" | "resumes";

/** Returns the routes of files and resumes. Files can be added, resumes come only with a create. */
export function fileRoutes(): LeverRoute[] {
  const reads = (["files", "resumes"] as const).flatMap((kind): LeverRoute[] => [
    { method: "GET", path: `${path}/${kind}`, query: listQuery, handle: (call) => list(call, kind) },
    {
      ...{ method: "GET", path: `${path}/${kind}/{file}`, query: [] },
      handle: (call) => withFile(call, kind, (file) => success(views[kind](file))),
    },
    {
      ...{ method: "GET", path: `${path}/${kind}/{file}/download`, query: [] },
      handle: (call) => withFile(call, kind, download),
    },
  ]);
  return [...reads, { method: "POST", path: `${path}/files`, query: [], performAs: "required", handle: add }];
}

function list(call: LeverCall, kind: Kind): FakeResponse {
  return withOpportunity(call, ({ id }) => {
    const found = call.state[kind].filter(
      ({ opportunity, uploadedAt }) => opportunity === id && isWithin(call.query, "uploaded_at", uploadedAt),
    );
    return listPage(call, found, views[kind], (file) => byTime({ id: file.id, createdAt: file.uploadedAt }));
  });
}

function add(call: LeverCall): FakeResponse {
  return withOpportunity(call, ({ id }) => {
    const content = call.form?.get("file");
    if (!content || typeof content === "string") return badRequest("file is required.");
    const file = { id: nextId(call.state), opportunity: id, uploadedAt: call.now(), content };
    call.state.files.push(file);
    return success(fileView(file));
  });
}

async function download({ content }: LeverFileRecord): Promise<FakeResponse> {
  const headers = { "content-type": content.type || "application/octet-stream" };
  return { status: 200, body: new Uint8Array(await content.arrayBuffer()), headers };
}

function withFile(
  call: LeverCall,
  kind: Kind,
  handle: (file: LeverFileRecord) => FakeResponse | Promise<FakeResponse>,
) {
  const { opportunity, file } = call.params;
  const found = call.state[kind].find((one) => one.opportunity === opportunity && one.id === file);
  return found ? handle(found) : notFound();
}

const views = { files: fileView, resumes: resumeView };

function fileView({ id, opportunity, uploadedAt, content }: LeverFileRecord) {
  const { name, size } = content;
  const downloadUrl = `https://hire.lever.co/candidates/${opportunity}/files/${id}/download`;
  return { id, downloadUrl, ext: extensionOf(name), name, uploadedAt, status: "processed", size };
}

function resumeView({ id, opportunity, uploadedAt, content, isOnlineProfile, parsedData }: LeverFileRecord) {
  const { name, size } = content;
  const downloadUrl = `https://hire.lever.co/candidates/${opportunity}/resumes/${id}/download`;
  const file = { name, ext: extensionOf(name).slice(1), downloadUrl, uploadedAt, status: "processed", size };
  const parsed = parsedData === undefined ? {} : { parsedData };
  return { id, createdAt: uploadedAt, file: isOnlineProfile ? null : file, ...parsed };
}

function extensionOf(name: string): string {
  return /\.[^.]+$/.exec(name)?.[0] ?? "";
}
