import { describe, expect, it, vi } from "vitest";
import { stream } from "../__fixtures__/acme";
import { createBoard, expectSkipped, filled, posts, reading } from "../__fixtures__/board";
import { ApiCallError } from "../errors";
import { replay } from "./replay";

const fiveOf = reading("a", "b", "c", "d", "e");
/** A fifth of the board is gone: as much as the default limit allows. */
const fourOf = reading("a", "b", "c", "d");
const refused = () => new Error("refused");

describe("a complete run", () => {
  it("archives what the workflow wrote and the origin does not hold any more, with a receipt", async () => {
    const board = await filled();
    const result = await board.run(fourOf);
    expect(board.archived).toEqual(["id-e"]);
    expect(result).toMatchObject({ status: "success", archiving: { archived: 1 }, events: { write_success: 4 } });
    expect(result.receipts.at(-1)).toEqual({ reference: "e", id: "id-e", archived: true });
    expect(result.receipts.filter(({ archived }) => archived)).toHaveLength(1);
  });

  it("archives once: the next run does not try it again", async () => {
    const board = await filled();
    await board.run(fourOf);
    await board.run(fourOf);
    expect(board.archived).toEqual(["id-e"]);
  });

  it("leaves records that it did not write, whatever the origin holds", async () => {
    const board = await filled(["manual", "other"]);
    await board.run(fourOf);
    expect([...board.live.values()]).toEqual(["manual", "other", "a", "b", "c", "d"]);
  });

  it("leaves what another workflow wrote", async () => {
    const board = await filled();
    await board.run(fourOf, { workflowId: "another" });
    expect(board.archived).toEqual([]);
  });

  it("leaves an item that a logic discards: it is still at the origin", async () => {
    const board = await filled();
    const logics = [(post: { reference: string | null }) => (post.reference === "e" ? null : post)];
    const result = await board.run(fiveOf, { actionParameters: { logics } });
    expect(result).toMatchObject({ archiving: { archived: 0 }, events: { logics_discard: 1 } });
    expect(board.archived).toEqual([]);
  });

  it("leaves a record that another item of the origin still has", async () => {
    const board = createBoard(["v", "w", "x", "y", "z"]);
    const sameRecord = { format: () => ({ reference: "shared" }) };
    await board.run(reading("a", "b"), { actionParameters: sameRecord });
    await board.run(reading("a"), { actionParameters: sameRecord, targetParameters: { share: 0.99 } });
    expect(board.archived).toEqual([]);
  });

  it("writes a post again that came back, and archives it when it goes again", async () => {
    const board = await filled();
    await board.run(fourOf);
    await board.run(fiveOf);
    expect(board.live.has("id-e")).toBe(true);
    await board.run(fourOf);
    expect(board.archived).toEqual(["id-e", "id-e"]);
  });

  it("does not count or ask for what somebody else removed from the target", async () => {
    const board = await filled();
    for (const id of ["id-c", "id-d", "id-e"]) board.live.delete(id);
    const result = await board.run(reading("a", "b"));
    expect([result.status, result.archiving]).toEqual(["success", { archived: 0 }]);
    expect(board.archived).toEqual([]);
  });
});

describe("nothing is archived", () => {
  it("without the parameter, and what is remembered stays", async () => {
    const board = await filled();
    const result = await board.run(fourOf, { targetParameters: { sync: false } });
    expect(result).not.toHaveProperty("archiving");
    expect(board.archived).toEqual([]);
    await board.run(fourOf);
    expect(board.archived).toEqual(["id-e"]);
  });

  it("after a read that ended on page two of five, although the rest was written", async () => {
    const board = await filled();
    const broken = { read: () => stream(posts("a", "b"), refused()) };
    await expectSkipped(board, board.run(broken), "not read to its end");
  });

  it.each([
    ["format", { format: () => Promise.reject(refused()) }],
    ["logics", { logics: [() => Promise.reject(refused())] }],
  ])("after an item failed in %s", async (_, actionParameters) => {
    const board = await filled();
    await expectSkipped(board, board.run(fourOf, { actionParameters }), "an item failed");
  });

  it("after an item could not be written", async () => {
    const board = await filled();
    const write = async ({ reference }: { reference: string | null }) => {
      if (reference === "b") throw refused();
    };
    await expectSkipped(board, board.run({ ...fourOf, write }), "an item failed");
  });

  it("in an incremental run, which reads only what changed; the next complete run knows what it wrote", async () => {
    const board = await filled();
    const incremental = { actionParameters: { readMode: "incremental" } } as const;
    await expectSkipped(board, board.run(reading("f"), incremental), "incremental");
    await board.run(fiveOf);
    expect(board.archived).toEqual(["id-f"]);
  });

  it("after a read of a part of the records", async () => {
    const board = await filled();
    const isFiltered = ({ team }: { team: string }) => team !== "all";
    const part = { originParameters: { team: "kitchen" } };
    await expectSkipped(board, board.run({ ...fourOf, isFiltered }, part), "leave out a part");
    // The complete runs still know what they wrote.
    await board.run({ ...fourOf, isFiltered });
    expect(board.archived).toEqual(["id-e"]);
  });

  it("after a read that does not say whether it is complete", async () => {
    const board = await filled();
    await expectSkipped(board, board.run({ ...fourOf, isFiltered: undefined }), "does not say");
  });

  it("of what the workflow wrote while it read another origin, or with other parameters", async () => {
    const board = await filled();
    expect(await board.run(fourOf, { originParameters: { team: "kitchen" } })).toMatchObject({
      archiving: { archived: 0 },
    });
    expect(board.archived).toEqual([]);
    expect(board.lines).toContainEqual({ level: "warn", message: expect.stringContaining("another origin") });
  });

  it("of another board", async () => {
    const board = await filled();
    await board.run(fourOf, { targetParameters: { board: "another" } });
    expect(board.archived).toEqual([]);
  });

  it("after an empty read", async () => {
    const board = await filled();
    await expectSkipped(board, board.run(reading(), { targetParameters: { share: 0.99 } }), "yielded nothing");
  });

  it("if an item has nothing that identifies it: it may be one that seems to be gone", async () => {
    const board = await filled();
    const nameless = { read: () => stream([...posts("a", "b", "c", "d"), { reference: null }]) };
    await expectSkipped(board, board.run(nameless), "no reference, key or id");
  });

  it.each([
    ["signal", (stop: AbortController) => ({ signal: stop.signal }), (stop: AbortController) => stop.abort()],
    ["deadline", () => ({ deadlineMs: 20 }), () => vi.advanceTimersByTime(20)],
  ])("after a run that was stopped by its %s", async (_, options, end) => {
    const board = await filled();
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const stop = new AbortController();
    const stopping = {
      async *read() {
        yield* posts("a", "b");
        end(stop);
        await new Promise(() => {});
      },
    };
    const running = board.run(stopping, {}, options(stop));
    // What a stopped run still waits for has a time limit.
    const turns = setInterval(() => vi.advanceTimersByTime(1_000), 0);
    try {
      await expectSkipped(board, running, "stopped");
    } finally {
      clearInterval(turns);
      vi.useRealTimers();
    }
  });

  it("if the signal comes after the last write", async () => {
    const board = await filled();
    const stop = new AbortController();
    const write = async ({ reference }: { reference: string | null }) => {
      if (reference === "d") stop.abort();
    };
    const result = await board.run({ ...fourOf, write }, {}, { signal: stop.signal });
    expect(board.archived).toEqual([]);
    expect(result.archiving).toMatchObject({ archived: 0, skipped: "the run was stopped" });
  });

  it("in a replay, which reads only what failed", async () => {
    const board = await filled();
    const failing = async () => Promise.reject(refused());
    const { runId } = await board.run({ ...reading("f"), write: failing });
    const { pull } = board.connectorOf({});
    const result = await replay(pull, { runId, targetParameters: { sync: true } }, { store: board.store });
    expect(result).toMatchObject({ status: "success", receipts: [{ id: "id-f" }] });
    expect(result).not.toHaveProperty("archiving");
    expect(board.archived).toEqual([]);
  });
});

describe("the limit", () => {
  it("refuses to archive anything if more than a fifth of the live records is gone", async () => {
    const board = await filled();
    await expectSkipped(board, board.run(reading("a", "b", "c")), "2 of 5 live records");
    expect((await board.run(reading("a", "b", "c"))).status).toBe("success");
  });

  it("counts the whole board, and can be set", async () => {
    const board = await filled(["v", "w", "x", "y", "z"]);
    expect((await board.run(reading("a", "b", "c"))).archiving).toEqual({ archived: 2 });
    expect((await board.run(reading("a"), { targetParameters: { share: 0.25 } })).archiving).toEqual({ archived: 2 });
  });

  it("never lets all be archived that the workflow wrote: the origin may have new ids", async () => {
    const board = await filled(["v", "w", "x", "y", "z"]);
    const most = { targetParameters: { share: 0.99 } };
    await expectSkipped(board, board.run(reading("f", "g"), most), "none of the items");
  });

  it.each([0.99, 1, 5])("never lets the board be emptied, also if it is %d", async (share) => {
    const board = await filled();
    board.live.clear();
    board.live.set("id-e", "e");
    const discarding = { actionParameters: { logics: [() => null] }, targetParameters: { share } };
    await expectSkipped(board, board.run(fourOf, discarding), "1 of 1 live records");
  });
});

describe("a record that cannot be archived", () => {
  const failing = (...ids: string[]) => ({
    ...fourOf,
    archive: async (id: string) => {
      if (ids.includes(id)) throw refused();
    },
  });

  it("is a failure of stage write, and the next run tries it again", async () => {
    const board = await filled();
    const result = await board.run(failing("id-e"));
    expect(result).toMatchObject({
      status: "success_with_failures",
      events: { write_success: 4, write_failure: 1 },
      failures: [{ stage: "write", reference: "e", error: { message: "refused" } }],
      archiving: { archived: 0 },
    });
    expect((await board.run(fourOf)).archiving).toEqual({ archived: 1 });
  });

  it("makes no run fatal in which another one was archived", async () => {
    const board = await filled(["u", "v", "w", "x", "y", "z"]);
    const logics = [() => null];
    const result = await board.run({ ...failing("id-d"), ...reading("a", "b", "c") }, { actionParameters: { logics } });
    expect(result).toMatchObject({ status: "success_with_failures", reason: "", archiving: { archived: 1 } });
  });

  it("costs no other its turn", async () => {
    const board = await filled(["u", "v", "w", "x", "y", "z"]);
    const result = await board.run({ ...failing("id-d"), ...reading("a", "b", "c") });
    expect(board.archived).toEqual(["id-e"]);
    expect(result).toMatchObject({ archiving: { archived: 1 }, failures: [{ reference: "d" }] });
  });

  it("ends the archiving if the credential is refused", async () => {
    const board = await filled(["u", "v", "w", "x", "y", "z"]);
    let asked = 0;
    const archive = async () => {
      asked += 1;
      throw new ApiCallError({ method: "PATCH", url: "https://board.example", status: 401, vendorMessage: "No." });
    };
    const result = await board.run({ ...reading("a", "b", "c"), archive });
    expect([asked, result.events.write_failure]).toEqual([1, 1]);
  });

  it("stays if the run is stopped meanwhile", async () => {
    const board = await filled();
    const stop = new AbortController();
    const archive = () => {
      stop.abort();
      return new Promise<never>(() => {});
    };
    const result = await board.run({ ...fourOf, archive }, {}, { signal: stop.signal });
    expect(result).toMatchObject({ status: "success_with_failures", reason: "aborted", archiving: { archived: 0 } });
    expect((await board.run(fourOf)).archiving).toEqual({ archived: 1 });
  });
});
