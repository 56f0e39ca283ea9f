import { createMemoryStore, type RunOptions, type RunResult } from "@hrflow-connectors/core";
import {
  createGreenhouseFake,
  type FakeRequest,
  type GreenhouseFakeOptions,
  joinFakes,
} from "@hrflow-connectors/testing/fakes";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { bareProfile } from "../__fixtures__/profile";
import { originParameters, profileUrl, v1Parameters, v3Parameters } from "../__fixtures__/push-input";
import { fakeTimers, settle } from "../__fixtures__/settle";
import { greenhouse } from "../greenhouse-connector";
import { acceptedContentType } from "./attach-resume";

const bytes = new Uint8Array([37, 80, 68, 70, 0, 255, 13, 10]);
const content = btoa(String.fromCharCode(...bytes));
const urls = { program: "https://files.example.org/get.php", file: "https://files.example.org/cv.pdf" };
const tags = ["4000000123", "4000000124"].map((value) => ({ name: "greenhouse_job_id", value }));

beforeEach(() => fakeTimers());
afterEach(() => vi.useRealTimers());

/** A Greenhouse that fetches no file itself, and the server of one file, which counts its requests. */
function createScenario(
  version: "v3" | "v1",
  url = urls.program,
  options: GreenhouseFakeOptions & { file?: string | Uint8Array<ArrayBuffer>; fileName?: string } = {},
) {
  const fake = createGreenhouseFake({ fetches: () => false, ...options });
  const profile = {
    ...bareProfile,
    tags,
    attachments: [{ type: "resume", public_url: url, file_name: options.fileName ?? null }],
  };
  let downloads = 0;
  const fetch = joinFakes([fake], {
    files: {
      [profileUrl]: () => Response.json({ code: 200, message: "Profile", data: profile }),
      [url]: () => {
        downloads++;
        return new Response(options.file ?? bytes, { headers: { "content-type": "application/octet-stream" } });
      },
    },
  });
  const targetParameters = { v3: v3Parameters, v1: v1Parameters }[version];
  const push = (more: RunOptions = {}) => {
    const input = { workflowId: "w", originParameters, targetParameters };
    return settle(greenhouse.pushProfile(input, { fetch, store: createMemoryStore(), ...more }), 100);
  };
  const isUpload = ({ method, path }: FakeRequest) => method === "POST" && path.endsWith("/attachments");
  return {
    fake,
    push,
    upload: { method: "POST", path: { v3: "/attachments", v1: "/candidates/{id}/attachments" }[version] },
    /** The bodies of all attempts to attach the file. */
    uploads: () => fake.requests.filter(isUpload).map(({ json }) => json as Record<string, unknown>),
    downloads: () => downloads,
  };
}

const delivered = { status: "success", receipts: [{ id: expect.any(String) }, { id: expect.any(String) }] };
const ofResume = ({ receipts }: RunResult) =>
  receipts.flatMap(({ warnings = [] }) => warnings.filter((warning) => warning.includes("resume")));

describe.each(["v3", "v1"] as const)("a resume for Harvest %s is downloaded once", (version) => {
  it("when its URL does not show its type", async () => {
    const { fake, push, downloads, uploads } = createScenario(version);
    const result = await push();
    expect([result, ofResume(result)]).toMatchObject([delivered, []]);
    expect(fake.state.attachments).toMatchObject([{ type: "resume", filename: "resume.pdf", source: { content } }]);
    expect([downloads(), uploads().length]).toEqual([1, 1]);
  });

  it("when its URL shows it, too", async () => {
    const { fake, push, downloads, uploads } = createScenario(version, urls.file);
    const result = await push();
    expect([result, ofResume(result)]).toMatchObject([delivered, []]);
    expect(fake.state.attachments).toMatchObject([{ type: "resume", filename: "resume.pdf", source: { content } }]);
    expect(uploads()).toMatchObject([{ content }]);
    expect(downloads()).toBe(1);
  });

  it("even if its upload is sent again, with the same bytes", async () => {
    const { fake, push, downloads, uploads, upload } = createScenario(version, urls.file);
    fake.injectFault({ kind: "status", status: 429, retryAfter: "seconds" }, { ...upload, times: 2 });
    const result = await push();
    expect([result, ofResume(result)]).toMatchObject([delivered, []]);
    expect(fake.state.attachments).toMatchObject([{ source: { content } }]);
    const [first, ...others] = uploads();
    expect(first?.content).toBe(content);
    expect(others).toEqual([first, first]);
    expect(downloads()).toBe(1);
  });

  it("even if the outcome of its upload is looked up", async () => {
    const { fake, push, downloads, uploads, upload } = createScenario(version);
    fake.injectFault({ kind: "reset", when: "after" }, upload);
    const result = await push();
    expect([result, ofResume(result)]).toMatchObject([delivered, []]);
    expect(fake.state.attachments).toHaveLength(1);
    expect([downloads(), uploads().length]).toEqual([1, 1]);
  });

  it("even if the lookup does not find it, and once more by the next run, which attaches it", async () => {
    const { fake, push, downloads, uploads, upload } = createScenario(version);
    const store = createMemoryStore();
    fake.injectFault({ kind: "reset", when: "before" }, upload);
    expect(ofResume(await push({ store })).join()).toContain("whether resume was added");
    expect([fake.state.attachments.length, downloads(), uploads().length]).toEqual([0, 1, 1]);

    const result = await push({ store });
    expect([result, ofResume(result)]).toMatchObject([delivered, []]);
    expect(fake.state.attachments).toMatchObject([{ source: { content } }]);
    expect([downloads(), uploads().length]).toEqual([2, 2]);

    await push({ store });
    expect([downloads(), uploads().length]).toEqual([2, 2]);
  });
});

it("a resume is downloaded once even if Harvest v1 does not find the candidate at first", async () => {
  const { fake, push, downloads, uploads } = createScenario("v1", urls.program, { v1ReadableAfterMs: 8_000 });
  expect(await push()).toMatchObject(delivered);
  expect(fake.state.attachments).toMatchObject([{ source: { content } }]);
  expect(uploads().length).toBeGreaterThan(1);
  expect(downloads()).toBe(1);
});

describe.each(["v3", "v1"] as const)("a URL for Harvest %s", (version) => {
  it.each(Object.values(urls))(
    "whose host is in a private network is neither fetched nor passed on: %s",
    async (url) => {
      const { push, downloads, uploads } = createScenario(version, url);
      const result = await push({ resolveHost: async () => ["8.8.8.8", "192.168.1.7"] });
      expect(result).toMatchObject({ status: "success" });
      expect(ofResume(result)).toEqual([
        "resume was not added: the host of the file's URL leads to a private or special network",
      ]);
      expect([downloads(), uploads()]).toEqual([0, []]);
    },
  );

  it("whose host is not found is not passed on, and the next run tries again", async () => {
    const { push, uploads } = createScenario(version, urls.file, { fetches: () => true });
    const store = createMemoryStore();
    const resolveHost = vi.fn(async () => ["8.8.8.8"]);
    resolveHost.mockRejectedValue(new Error("EAI_AGAIN"));
    expect(ofResume(await push({ store, resolveHost }))).toEqual([
      "resume was not added: the lookup of files.example.org failed: EAI_AGAIN",
    ]);
    expect(uploads()).toEqual([]);
    resolveHost.mockResolvedValue(["8.8.8.8"]);
    expect(ofResume(await push({ store, resolveHost }))).toEqual([]);
    expect(uploads()).toMatchObject([{ content }]);
  });

  it("that leads to a sign-in page sends nothing in place of the resume", async () => {
    const { push, uploads } = createScenario(version, urls.program, { file: "<html><title>Sign in</title>" });
    expect(ofResume(await push())).toEqual([
      expect.stringContaining("responded with an HTML page in place of the file"),
    ]);
    expect(uploads()).toEqual([]);
  });

  it.each([
    ["an error in JSON", '{"error":"link expired"}', "a JSON document"],
    ["an error in text", "Not found", "plain text"],
    ["a share page", "<!DOCTYPE html><title>cv.pdf - Share</title>", "an HTML page"],
  ])("that leads to %s sends nothing in place of the resume", async (_, file, what) => {
    const { fake, push, uploads } = createScenario(version, urls.file, { file, fetches: () => true });
    const result = await push();
    expect(result).toMatchObject(delivered);
    expect(ofResume(result)).toEqual([expect.stringContaining(`responded with ${what} in place of the file`)]);
    expect([uploads(), fake.state.attachments]).toEqual([[], []]);
  });

  it.each([
    ["Ada CV v2.0", "%PDF-1.4", "Ada CV v2.0.pdf"],
    ["Lebenslauf 12.05.2024", "%PDF-1.4", "Lebenslauf 12.05.2024.pdf"],
    ["cv.jfif", new Uint8Array([0xff, 0xd8, 0xff, 0xe0]), "cv.jpg"],
  ])("of a file named %s sends it with the extension that its content shows", async (fileName, file, filename) => {
    const { fake, push, upload } = createScenario(version, urls.program, { file, fileName });
    fake.injectFault({ kind: "reset", when: "after" }, upload);
    const result = await push();
    expect(ofResume(result)).toEqual([]);
    expect(fake.state.attachments).toMatchObject([{ type: "resume", filename }]);
  });

  it("of a file that is larger than what is downloaded is passed on, if its beginning shows a document", async () => {
    const large = new Uint8Array(30 * 1024 * 1024 + 1).fill(10);
    large.set(bytes);
    const options = { file: large, fetches: () => true };
    const { push, uploads, downloads } = createScenario(version, urls.program, options);
    expect(ofResume(await push())).toEqual([]);
    expect(uploads()).toMatchObject([{ filename: "resume.pdf", url: urls.program }]);
    expect(downloads()).toBe(2);

    large.set(new TextEncoder().encode("<!DOCTYPE html>"));
    const page = createScenario(version, urls.program, options);
    expect(ofResume(await page.push())).toEqual([expect.stringContaining("an HTML page in place of the file")]);
    expect(page.uploads()).toEqual([]);
  });

  it("that leads to a page sends it if the file's name says that it is one", async () => {
    const options = { file: "<html>Ada</html>", fileName: "ada.html" };
    const { push, uploads } = createScenario(version, urls.program, options);
    expect(ofResume(await push())).toEqual([]);
    expect(uploads().at(-1)).toMatchObject({ filename: "ada.html", content: btoa("<html>Ada</html>") });
  });
});

it.each([
  ["cv.pdf", "application/pdf", "application/pdf"],
  ["cv.pdf", "application/octet-stream", "application/pdf"],
  ["cv.DOCX", "binary/octet-stream", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"],
  ["cv", "Image/PNG", "image/png"],
])("%s of type %s is sent to Harvest v1 as %s", (filename, contentType, expected) => {
  expect(acceptedContentType(filename, contentType)).toBe(expected);
});

it.each([
  ["cv.rtf", "application/rtf"],
  ["cv.odt", "application/octet-stream"],
  ["cv", "multipart/form-data"],
])("%s of type %s is not sent to Harvest v1", (filename, contentType) => {
  expect(() => acceptedContentType(filename, contentType)).toThrow(contentType);
});
