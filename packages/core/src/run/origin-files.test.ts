import { expect, it } from "vitest";
import {
  type AcmeReadContext,
  type AcmeWriteContext,
  type Candidate,
  createAcme,
  inputFor,
  people,
  postCandidate,
  runAcme,
  stream,
} from "../__fixtures__/acme";
import { deadLettersIn } from "../__fixtures__/dead-letters";
import type { OriginFile } from "../contract/write";
import { createMemoryStore } from "../state/state";
import { replay } from "./replay";

const file = ({ id, fileName }: OriginFile, { api }: Pick<AcmeReadContext, "api">) =>
  api.file("/people/{id}/cv", { params: { path: { id } }, fileName });

/** Writes the text of a file of the origin as the id. */
const write = async (_: unknown, { download }: AcmeWriteContext) => {
  const cv = await download({ id: "p 0", fileName: "cv" });
  return { id: `${cv.name} ${cv.type} ${await cv.text()}` };
};

const originAuth = () => ({ type: "bearer", token: "origin-token" }) as const;
const pdf = () => new Response("%PDF-1.4", { headers: { "content-type": "application/octet-stream" } });
const oneItem = { format: ({ reference }: { reference: string }) => ({ name: reference }) };

async function run(respond: (request: Request) => Response, settings: object = { file }) {
  const requests: Request[] = [];
  const fetch = async (request: Request) => {
    requests.push(request);
    return respond(request);
  };
  const { result } = await runAcme({ originAuth, write, ...settings }, oneItem, { fetch });
  return { result, requests };
}

it("fetches a file of the origin with the origin's credential, and names it by what it is", async () => {
  const { result, requests } = await run(pdf);
  expect(result.receipts[0]?.id).toBe("cv.pdf application/pdf %PDF-1.4");
  expect(requests[0]?.url).toBe("https://api.acme.example/people/p%200/cv");
  expect(requests[0]?.headers.get("authorization")).toBe("Bearer origin-token");
});

it("follows a redirect to another host without the credential, and to a public one only", async () => {
  const to = (location: string) => new Response(null, { status: 302, headers: { location } });
  const elsewhere = await run(({ url }) =>
    url.startsWith("https://files.example/") ? pdf() : to("https://files.example/cv"),
  );
  expect(elsewhere.result.receipts[0]?.id).toBe("cv.pdf application/pdf %PDF-1.4");
  expect(elsewhere.requests[1]?.headers.get("authorization")).toBeNull();
  const inside = await run(() => to("http://169.254.169.254/latest"));
  expect(inside.result.failures[0]?.error.code).toBe("unsafe_url");
});

it.each([
  [
    "an HTML page",
    () => new Response("<html>sign in", { headers: { "content-type": "text/html" } }),
    "unexpected_response",
  ],
  ["nothing", () => new Response(""), "unexpected_response"],
  ["404", () => Response.json({ message: "no such file" }, { status: 404 }), "not_found"],
  ["401", () => Response.json({ message: "who are you?" }, { status: 401 }), "authentication_failed"],
  ["403", () => Response.json({ message: "not for you" }, { status: 403 }), "permission_denied"],
])("fails the item, and names the origin, if it responds with %s in place of the file", async (_, respond, code) => {
  const { result } = await run(respond);
  expect(result).toMatchObject({ reason: "write_failure", events: { read_failure: 0, write_failure: 3 } });
  expect(result.failures).toHaveLength(3);
  expect(result.failures[0]).toMatchObject({
    stage: "read",
    error: { code, message: expect.stringMatching(/^Acme people did not hand over the file: /) },
  });
});

it("takes no credential that a file needs for that of the target: the other items are written", async () => {
  const refuse = () => Response.json({ message: "who are you?" }, { status: 401 });
  for (const reference of [{ id: "p0" }, { url: "https://files.example/cv" }]) {
    const writeOthers = async ({ name }: Candidate, { download }: AcmeWriteContext) => {
      if (name === "p0") await download(reference);
      return { id: name };
    };
    const store = createMemoryStore();
    const settings = { file, originAuth, write: writeOthers };
    const { result } = await runAcme(settings, {}, { fetch: async () => refuse(), store });
    expect(result.receipts.map(({ id }) => id)).toEqual(["p1", "p2"]);
    // The credential may be put right: the item is tried again.
    expect(await deadLettersIn(store, result.runId)).toMatchObject([{ permanent: false, reference: "p0" }]);
  }
});

it("says that an origin has no files", async () => {
  const { result, requests } = await run(pdf, {});
  expect(result.failures[0]?.error.message).toBe("Acme people has no files: expected one with a url");
  expect(requests).toEqual([]);
});

it("needs the origin's parameters in a replay, and says so", async () => {
  const store = createMemoryStore();
  let isUp = false;
  const fetch = async () => (isUp ? pdf() : new Response("down", { status: 404 }));
  const { pushProfile } = createAcme({ file, originAuth, write });
  const { originParameters, targetParameters, ...input } = inputFor(oneItem);
  const { runId } = await pushProfile({ ...input, originParameters, targetParameters }, { store, fetch });
  isUp = true;
  const without = await replay(pushProfile, { runId, targetParameters }, { store, fetch });
  expect(without.failures[0]?.error.message).toContain("the file needs valid `originParameters`");
  expect(await deadLettersIn(store, runId)).toMatchObject([{ permanent: false }, {}, {}]);
  const { receipts } = await replay(pushProfile, { runId, targetParameters, originParameters }, { store, fetch });
  expect(receipts[0]?.id).toBe("cv.pdf application/pdf %PDF-1.4");
});

it("writes nothing in a replay without the origin's parameters, also if the writer can do without the file", async () => {
  const store = createMemoryStore();
  const requests: string[] = [];
  let status = 422;
  const fetch = async ({ method, url }: Request) => {
    requests.push(`${method} ${new URL(url).pathname}`);
    return method === "GET" ? pdf() : Response.json({ id: "1" }, { status });
  };
  const writeAnyway = async (item: Candidate, context: AcmeWriteContext) => {
    const cv = await context.download({ id: item.name }).catch(() => undefined);
    return context.step("candidate", {
      create: () => postCandidate(item, context),
      keep: ({ id }) => ({ id, cv: cv?.name }),
    });
  };
  const { pushProfile } = createAcme({ file, originAuth, write: writeAnyway, read: () => stream(people(1)) });
  const { runId } = await pushProfile(inputFor(), { store, fetch });
  const { originParameters, targetParameters } = inputFor();
  status = 201;
  requests.length = 0;
  const without = await replay(pushProfile, { runId, targetParameters }, { store, fetch });
  expect(without).toMatchObject({ status: "fatal", receipts: [], failures: [{ error: { code: "configuration" } }] });
  expect(without.failures[0]?.error.message).toContain("give the replay those of the run");
  expect(requests).toEqual([]);
  const { receipts } = await replay(pushProfile, { runId, targetParameters, originParameters }, { store, fetch });
  expect(receipts).toMatchObject([{ id: "1", cv: "resume.pdf" }]);
});
