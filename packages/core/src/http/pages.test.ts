import { describe, expect, it, vi } from "vitest";
import { ApiCallError, NetworkError } from "../errors";
import { nextFromLink, nextFromUrl, paginate, unlessMissing } from "./pages";

interface Page {
  rows: unknown;
  next?: string | null;
}

/** Reads pages by their number, until the last of them. */
async function readAll(load: (next: string | undefined) => Page | Promise<Page>, most = 1_000): Promise<unknown[]> {
  const rows: unknown[] = [];
  const pages = paginate(
    async (next) => load(next),
    (page) => page as { rows: number[]; next: string | null },
  );
  for await (const row of pages) {
    rows.push(row);
    if (rows.length >= most) break;
  }
  return rows;
}

describe("paginate", () => {
  it("reads every page with the next of the page before it", async () => {
    const load = vi.fn((next: string | undefined) => {
      const number = Number(next ?? 0);
      return { rows: [number, number + 0.5], next: number < 3 ? String(number + 1) : null };
    });
    expect(await readAll(load)).toEqual([0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5]);
    expect(load.mock.calls).toEqual([[undefined], ["1"], ["2"], ["3"]]);
  });

  it.each([null, undefined, ""])("ends at a page whose next is %j", async (next) => {
    const load = vi.fn(() => ({ rows: [1], ...(next === undefined ? {} : { next }) }));
    expect(await readAll(load)).toEqual([1]);
    expect(load).toHaveBeenCalledTimes(1);
  });

  it("asks a page for its rows once, and leaves the list as it is", async () => {
    const list = [1, 2];
    const rows = vi.fn(() => list);
    expect(await readAll(() => Object.defineProperty({}, "rows", { get: rows }) as Page)).toEqual([1, 2]);
    expect(rows).toHaveBeenCalledTimes(1);
    expect(list).toEqual([1, 2]);
  });

  it("skips rows that are null or undefined", async () => {
    expect(await readAll(() => ({ rows: [null, 0, undefined, "", false] }))).toEqual([0, "", false]);
  });

  it("loads a page only when the rows before it were taken", async () => {
    const load = vi.fn((next: string | undefined) => ({ rows: [next ?? "0", 2], next: String(Number(next ?? 0) + 1) }));
    await readAll(load, 2);
    expect(load).toHaveBeenCalledTimes(1);
    await readAll(load, 3);
    expect(load).toHaveBeenCalledTimes(1 + 2);
  });

  it("reads on over empty pages between full ones", async () => {
    const load = (next: string | undefined) => {
      const number = Number(next ?? 0);
      return { rows: number % 20 === 0 ? [number] : [], next: number < 500 ? String(number + 1) : null };
    };
    expect(await readAll(load)).toHaveLength(26);
  });

  it("throws if a page leads back to an earlier page", async () => {
    const nexts: Record<string, string> = { first: "1", "1": "2", "2": "1" };
    await expect(readAll((next = "first") => ({ rows: [1], next: nexts[next] ?? null }))).rejects.toMatchObject({
      name: "ResponseShapeError",
      message: "a page of the list leads back to an earlier page",
    });
  });

  it("tells which page is described, for pages that are numbered", async () => {
    const list = paginate(
      async (page = "1") => [page],
      (rows, page = "1") => ({ rows, next: page === "3" ? null : String(Number(page) + 1) }),
    );
    const rows: string[] = [];
    for await (const row of list) rows.push(row);
    expect(rows).toEqual(["1", "2", "3"]);
  });

  it("throws if a page repeats the one before it under another name, before its rows are read twice", async () => {
    const load = (next: string | undefined) => ({ rows: [{ id: 1 }, { id: 2 }], next: String(Number(next ?? 1) + 1) });
    const rows: unknown[] = [];
    const pages = paginate(
      async (next) => load(next),
      (page) => page,
    );
    const reading = (async () => {
      for await (const row of pages) rows.push(row);
    })();
    await expect(reading).rejects.toThrow("leads back to an earlier page");
    expect(rows).toEqual([{ id: 1 }, { id: 2 }]);
  });

  it("throws if the last page repeats the one before it", async () => {
    const load = (next: string | undefined) => ({ rows: [{ id: 1 }], next: next === undefined ? "2" : null });
    await expect(readAll(load)).rejects.toThrow("leads back to an earlier page");
  });

  it("yields the rows of a page that cannot tell where the next one is, and then throws", async () => {
    const rows: number[] = [];
    const page = {
      rows: [1, 2],
      get next(): string {
        throw new Error("no next");
      },
    };
    const pages = paginate(
      async () => page,
      (one) => one,
    );
    await expect(async () => {
      for await (const row of pages) rows.push(row);
    }).rejects.toThrow("no next");
    expect(rows).toEqual([1, 2]);
  });

  it("throws if empty pages do not end", async () => {
    const load = vi.fn((next: string | undefined) => ({ rows: [], next: String(Number(next ?? 0) + 1) }));
    await expect(readAll(load)).rejects.toMatchObject({
      name: "ResponseShapeError",
      message: "the pages of the list have no end",
    });
    expect(load).toHaveBeenCalledTimes(21);
  });

  it.each([undefined, null, "rows", {}, 7])("throws for a page without a list of rows: %j", async (rows) => {
    await expect(readAll(() => ({ rows }))).rejects.toMatchObject({
      name: "ResponseShapeError",
      message: "expected a page with a list of rows",
    });
  });

  it("throws what the load throws, after the rows before it", async () => {
    const rows: number[] = [];
    const pages = paginate(
      async (next) => {
        if (next) throw new Error("page 2 broke");
        return [1, 2];
      },
      (page) => ({ rows: page, next: "2" }),
    );
    await expect(async () => {
      for await (const row of pages) rows.push(row);
    }).rejects.toThrow("page 2 broke");
    expect(rows).toEqual([1, 2]);
  });
});

describe("nextFromLink", () => {
  it.each<[string, string | null, string | undefined]>([
    ["the next page", '<https://api.acme.example/jobs?page=2&cursor=abc%3D>; rel="next"', "abc="],
    [
      "the next among others",
      '<https://x.example/?cursor=a>; rel="prev", <https://x.example/?cursor=b>; rel="next", <https://x.example/?cursor=c>; rel="last"',
      "b",
    ],
    ["a rel without quotes", "<https://x.example/?cursor=a>; rel=next", "a"],
    ["other attributes before the rel", '<https://x.example/?cursor=a>; title="x"; rel="next"', "a"],
    ["the last page", '<https://x.example/?cursor=a>; rel="prev"', undefined],
    ["a next without the parameter", '<https://x.example/?page=2>; rel="next"', undefined],
    ["no header", null, undefined],
  ])("finds %s", (_, link, expected) => {
    expect(nextFromLink(new Headers(link === null ? {} : { link }), "cursor")).toBe(expected);
  });
});

describe("nextFromUrl", () => {
  it.each([
    ["https://api.acme.example/jobs?limit=2&since_id=a%3D", "a="],
    ["/jobs?since_id=b", "b"],
    ["", undefined],
    [null, undefined],
    [undefined, undefined],
  ])("finds the parameter of %j", (url, expected) => {
    expect(nextFromUrl(url, "since_id")).toBe(expected);
  });

  it.each(["https://api.acme.example/jobs", "https://api.acme.example/jobs?since_id=", "since", "http://["])(
    "throws if %j lacks the parameter: the next page would be the first one again",
    (url) => {
      expect(() => nextFromUrl(url, "since_id")).toThrow("the URL of the next page has no since_id");
    },
  );
});

describe("unlessMissing", () => {
  const refused = (status: number) => new ApiCallError({ method: "GET", url: "https://acme.example", status });

  it("resolves to what the call resolves to, and to nothing if there is no such record", async () => {
    expect(await unlessMissing(Promise.resolve({ id: 1 }))).toEqual({ id: 1 });
    expect(await unlessMissing(Promise.reject(refused(404)))).toBeUndefined();
    expect(await unlessMissing(Promise.reject(refused(302)), [302, 404])).toBeUndefined();
  });

  it.each([refused(302), refused(403), refused(500), new NetworkError("down"), "not found", undefined])(
    "rejects with any other failure: %s",
    async (error) => {
      await expect(unlessMissing(Promise.reject(error))).rejects.toBe(error);
    },
  );
});
