import { InputError, NetworkError } from "@hrflow-connectors/core";
import { expect, test, vi } from "vitest";
import { storedProfile } from "../__fixtures__/hrflow";
import type { HrflowAttachment } from "../hrflow-types";
import { checkFile, chooseResume, fetchForCreate } from "./choose-resume";

const chosen = (attachments: HrflowAttachment[] | null | undefined) =>
  chooseResume({ ...storedProfile, ...(attachments === undefined ? {} : { attachments }) });
const url = (name: string) => `https://files.example.com/${name}`;

test("prefers the newest resume, then an original, then anything else", () => {
  const old = { type: "resume", public_url: url("old"), created_at: "2024-01-01T00:00:00+0000" };
  const recent = { type: "resume", public_url: url("recent"), created_at: "2024-01-01T01:00:00+0000" };
  const original = { type: "original", public_url: url("original"), created_at: "2025-01-01T00:00:00+0000" };
  const cover = { type: "cover", public_url: url("cover"), created_at: "2026-01-01T00:00:00+0000" };

  expect(chosen([cover, original, old, recent])).toEqual({ url: url("recent") });
  expect(chosen([cover, original])).toEqual({ url: url("original") });
  expect(chosen([cover, { type: null, public_url: url("other") }])).toEqual({ url: url("cover") });
});

test("compares times with their offset; updated_at replaces a missing created_at, and a file without either is the oldest", () => {
  const morning = { type: "resume", public_url: url("morning"), created_at: "2024-01-01T10:00:00+0900" };
  const later = { type: "resume", public_url: url("later"), updated_at: "2024-01-01T02:00:00Z" };
  const undated = { type: "resume", public_url: url("undated"), created_at: null };

  expect(chosen([undated, later, morning])).toEqual({ url: url("later") });
  expect(chosen([undated, morning])).toEqual({ url: url("morning") });
});

test("ignores files without a URL", () => {
  const gone = { type: "resume", public_url: null };
  const blank = { type: "resume", public_url: "  " };

  expect(chosen([gone, blank, { type: "other", public_url: ` ${url("cv")} ` }])).toEqual({ url: url("cv") });
  expect(chosen([gone, blank])).toBeUndefined();
  expect(chosen([])).toBeUndefined();
  expect(chosen(null)).toBeUndefined();
  expect(chosen(undefined)).toBeUndefined();
});

test.each([
  [{ original_file_name: "ada", file_name: "resume", extension: ".pdf" }, "ada.pdf"],
  [{ original_file_name: " ", file_name: "resume", extension: "pdf" }, "resume.pdf"],
  [{ original_file_name: "Ada.PDF", extension: ".pdf" }, "Ada.PDF"],
  [{ original_file_name: "ada", extension: null }, "ada"],
  [{ original_file_name: "ada", extension: "" }, "ada"],
])("adds the extension to a name once: %j", (attachment, fileName) => {
  expect(chosen([{ type: "resume", public_url: url("x"), ...attachment }])).toEqual({ url: url("x"), fileName });
});

test("gives no name if there is only an extension", () => {
  expect(chosen([{ type: "resume", public_url: url("x"), file_name: null, extension: ".pdf" }])).toEqual({
    url: url("x"),
  });
});

const of = (download: () => Promise<File>) => ({ download: vi.fn(download) });

test("fetchForCreate downloads an accepted file once", async () => {
  const file = new File(["%PDF-1.4"], "ada.pdf");
  const context = of(async () => file);
  const fetched = fetchForCreate({ url: url("ada.pdf") }, { types: ["pdf"] }, context);
  expect([await fetched(), await fetched()]).toEqual([
    { file, lacks: null },
    { file, lacks: null },
  ]);
  expect(context.download).toHaveBeenCalledTimes(1);
});

test.each([
  [
    "its type is not accepted",
    async () => new File([""], "ada.odt"),
    "the vendor accepts no files of type odt, only pdf",
  ],
  ["it will not come", () => Promise.reject(new InputError("its URL is not allowed")), "its URL is not allowed"],
])("fetchForCreate warns if %s", async (_, download, reason) => {
  const fetched = fetchForCreate({ url: url("ada") }, { types: ["pdf"] }, of(download));
  expect(await fetched()).toEqual({ lacks: `the file was not sent: ${reason}` });
});

test("fetchForCreate throws what another run may download, and loads nothing where there is no file", async () => {
  const failure = Object.assign(new Error("its server is down"), { retryable: true });
  const context = of(() => Promise.reject(new NetworkError("down", { cause: failure })));
  await expect(fetchForCreate({ url: url("ada") }, { types: ["pdf"] }, context)()).rejects.toThrow("down");
  expect(
    await fetchForCreate(
      undefined,
      { types: ["pdf"] },
      of(() => Promise.reject(failure)),
    )(),
  ).toEqual({ lacks: null });
});

test("checkFile refuses files beyond the limits of the vendor", () => {
  const limits = { types: ["pdf"], maxBytes: 3 };
  checkFile(new File(["abc"], "cv.PDF"), limits);
  checkFile(new File(["abcd"], "cv"), {});
  const faults: [File, string][] = [
    [new File(["a"], "cv.odt"), "files of type odt, only pdf"],
    [new File(["a"], "cv"), "files of type unknown, only pdf"],
    [new File(["abcd"], "cv.pdf"), "files of more than 3 bytes"],
  ];
  for (const [file, message] of faults)
    expect(() => checkFile(file, limits)).toThrow(`the vendor accepts no ${message}`);
});
