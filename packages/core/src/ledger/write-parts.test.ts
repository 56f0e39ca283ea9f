import { describe, expect, it, vi } from "vitest";
import { runAcme, runOne } from "../__fixtures__/acme";
import { deadLettersIn } from "../__fixtures__/dead-letters";
import { created, failing, refusal } from "../__fixtures__/delivery";
import type { ReceiptDraft } from "../contract/result";
import type { RunOptions } from "../contract/run";
import { InputError, NetworkError } from "../errors";
import { createMemoryStore } from "../state/state";

const url = "https://api.acme.example";

describe("an optional step", () => {
  /** Creates a record with a note. `kept` holds what the optional step returned. */
  async function runWithNote(error: Error | null, options: RunOptions = {}, receiptId?: string) {
    const kept: unknown[] = [];
    const outcome = await runOne(async ({ step, optional }) => {
      const { id } = await step("record", created("1"));
      kept.push(await optional("note", error ? failing(error) : created("note"), receiptId));
      return [{ id }, { id: "2" }];
    }, options);
    return { ...outcome, kept };
  }

  it("returns what it kept", async () => {
    const { kept, receipts } = await runWithNote(null);
    expect(kept).toEqual([{ id: "note" }]);
    expect(receipts[0]).not.toHaveProperty("warnings");
  });

  it.each<[string, Error, string]>([
    ["is refused", refusal(422), `note was not added: POST ${url} responded with 422: no message`],
    ["cannot be sent", new InputError("the file is too large"), "note was not added: the file is too large"],
    ["is sent too early", refusal(429), `note was not added: POST ${url} responded with 429: no message`],
    [
      "has an unknown outcome",
      refusal(500),
      `it is unknown whether note was added: POST ${url} responded with 500: no message`,
    ],
  ])("that %s becomes a warning", async (_, error, warning) => {
    const { status, kept, receipts } = await runWithNote(error);
    expect(status).toBe("success");
    expect(kept).toEqual([undefined]);
    expect(receipts[0]?.warnings).toEqual([warning]);
    const onSecond = await runWithNote(error, {}, "2");
    expect(onSecond.receipts.map(({ warnings }) => warnings)).toEqual([undefined, [warning]]);
  });

  it("tells whether its record may exist nevertheless", async () => {
    const told: boolean[] = [];
    await runOne(async ({ step, optional, isUnknown }) => {
      const { id } = await step("record", created("1"));
      await optional("added", created("2"));
      await optional("refused", failing(refusal(422)));
      await optional("lost", failing(refusal(500)));
      told.push(...["added", "refused", "lost", "other"].map(isUnknown));
      return [{ id }];
    });
    expect(told).toEqual([false, false, true, false]);
  });

  it.each<[string, Error, boolean]>([
    ["was refused for good", refusal(422), false],
    ["cannot be sent", new InputError("too large"), false],
    ["failed for a transient reason", refusal(429), true],
  ])("that %s is tried again by the next run only if that may help", async (_, error, isTriedAgain) => {
    const store = createMemoryStore();
    await runWithNote(error, { store });
    const { kept, receipts } = await runWithNote(null, { store });
    expect(kept).toEqual(isTriedAgain ? [{ id: "note" }] : []);
    expect(receipts[0]).toMatchObject(isTriedAgain ? { id: "1" } : { id: "1", replayed: true });
  });

  it("leaves the receipt pending only while another run may do it", async () => {
    const store = createMemoryStore();
    const pendingAfter = async (error: Error | null, options?: RunOptions, receiptId?: string) =>
      (await runWithNote(error, options, receiptId)).receipts.map(({ pending = false }) => pending);
    expect(await pendingAfter(refusal(422))).toEqual([false, false]);
    expect(await pendingAfter(refusal(429), {}, "2")).toEqual([false, true]);
    // Nothing looks the note up: the second run cannot tell either, and no other will.
    expect(await pendingAfter(refusal(500), { store })).toEqual([true, false]);
    expect(await pendingAfter(null, { store })).toEqual([false, false]);
  });

  it("whose credential is refused ends the run, and the receipts stay", async () => {
    const store = createMemoryStore();
    const { result } = await runAcme(
      {
        write: async ({ name }, { step, optional }) => {
          const { id } = await step("record", created(name));
          await optional("note", failing(refusal(401)));
          return { id };
        },
      },
      {},
      { store },
    );
    expect(result).toMatchObject({ status: "fatal", reason: "write_failure", events: { write_failure: 1 } });
    expect(result.events.read_success).toBe(1);
    expect(result.receipts).toMatchObject([{ id: "p0", warnings: [expect.stringContaining("note was not added")] }]);
    expect(result.failures).toMatchObject([{ reference: "p0", error: { code: "partial_write", status: 401 } }]);
    expect(await deadLettersIn(store, result.runId)).toMatchObject([{ reference: "p0", permanent: false }]);
  });

  it("that a mistake of the author breaks is the item's failure", async () => {
    const { failures } = await runOne(async ({ step, optional }) => {
      await step("record", created("1"));
      await optional("record", created("2"));
      return { id: "1" };
    });
    expect(failures).toMatchObject([
      { error: { code: "configuration", message: expect.stringContaining('step "record" runs twice') } },
    ]);
  });
});

describe("a part", () => {
  /** Creates one record per error or null, each in a part of its own. */
  async function runWithParts(...errors: (Error | null)[]) {
    const started: string[] = [];
    const outcome = await runOne(async ({ part, step }) => {
      const receipts: ReceiptDraft[] = [];
      for (const [index, error] of errors.entries()) {
        const name = `posting ${index + 1}`;
        const kept = await part(name, () => {
          started.push(name);
          return step(name, error ? failing(error) : created(String(index + 1)));
        });
        if (kept) receipts.push(kept);
      }
      return receipts;
    });
    return { ...outcome, started };
  }

  it("returns its result", async () => {
    const { status, receipts } = await runWithParts(null, null);
    expect([status, receipts.map(({ id }) => id)]).toEqual(["success", ["1", "2"]]);
  });

  it("that fails leaves the others, and the item fails with their receipts", async () => {
    const { started, receipts, failures, events } = await runWithParts(null, refusal(422), null, refusal(503));
    expect(started).toHaveLength(4);
    expect(receipts.map(({ id }) => id)).toEqual(["1", "3"]);
    expect(events).toMatchObject({ write_success: 0, write_failure: 1 });
    const refused = (status: number) => `POST ${url} responded with ${status}: no message`;
    expect(failures).toMatchObject([
      {
        stage: "write",
        error: {
          code: "partial_write",
          status: 422,
          message: `2 of 4 parts failed; posting 2: ${refused(422)}; posting 4: ${refused(503)}`,
        },
      },
    ]);
  });

  it("that is the only one fails with its own error", async () => {
    const { receipts, failures } = await runWithParts(refusal(422));
    expect(receipts).toEqual([]);
    expect(failures).toMatchObject([
      { error: { code: "validation_failed", message: `POST ${url} responded with 422: no message` } },
    ]);
  });

  it("fails with the item if every part failed, without receipts", async () => {
    const { receipts, failures } = await runWithParts(refusal(422), refusal(422));
    expect(receipts).toEqual([]);
    expect(failures).toMatchObject([{ error: { code: "partial_write", message: expect.stringMatching(/^2 of 2/) } }]);
  });

  it("is run for each of several keys in turn, and the results of those that succeed are returned in order", async () => {
    const begun: number[] = [];
    const { receipts, failures } = await runOne(({ eachPart, step }) =>
      eachPart(
        new Set([3, 1, 2]),
        (id) => `job ${id}`,
        (id) => {
          begun.push(id);
          return step(`job ${id}`, id === 1 ? failing(refusal(422)) : created(String(id)));
        },
      ),
    );
    expect(begun).toEqual([3, 1, 2]);
    expect(receipts.map(({ id }) => id)).toEqual(["3", "2"]);
    expect(failures[0]?.error.message).toMatch(/^1 of 3 parts failed; job 1: /);
  });

  it("is not begun after a refused credential", async () => {
    const { started, receipts, failures } = await runWithParts(null, refusal(401), null);
    expect(started).toEqual(["posting 1", "posting 2"]);
    expect(receipts.map(({ id }) => id)).toEqual(["1"]);
    expect(failures).toMatchObject([{ error: { code: "partial_write", status: 401 } }]);
  });

  it("may not hide that a writer without parts returned nothing", async () => {
    const { failures } = await runOne(async ({ part }) => {
      await part("posting 1", async () => ({ id: "1" }));
      return [];
    });
    expect(failures).toMatchObject([{ error: { code: "configuration" } }]);
  });
});

describe("after a request that timed out, an item", () => {
  const late = new NetworkError("no response", { code: "timeout" });
  const notTried = "not tried, since an earlier request of this item timed out: the next run tries it";

  it("leaves its remaining optional steps to the next run", async () => {
    const store = createMemoryStore();
    const tried: string[] = [];
    const push = (error: Error | null) =>
      runOne(
        async ({ step, optional }) => {
          const { id } = await step("record", created("1"));
          for (const name of ["first", "second", "third"]) {
            const create = async () => {
              tried.push(name);
              if (error) throw error;
              return { id: name };
            };
            await optional(name, { create, keep: ({ id }) => ({ id }), repeatable: true });
          }
          return { id };
        },
        { store },
      );
    const { receipts } = await push(late);
    expect(receipts[0]?.warnings).toEqual([
      "it is unknown whether first was added: no response",
      `second was not added: ${notTried}`,
      `third was not added: ${notTried}`,
    ]);
    const again = await push(null);
    expect(again.receipts).toEqual([{ reference: expect.anything(), id: "1" }]);
    expect(tried).toEqual(["first", "first", "second", "third"]);
  });

  it("leaves its remaining required parts to the next run, and keeps the receipts", async () => {
    const second = vi.fn(async () => ({ id: "2" }));
    const { failures, receipts } = await runOne(async ({ step, part }) => {
      const { id } = await step("record", created("1"));
      await part("first", () => step("first", failing(late)));
      await part("second", () => step("second", { create: second, keep: ({ id }) => ({ id }) }));
      return { id };
    });
    expect(second).not.toHaveBeenCalled();
    expect(receipts).toMatchObject([{ id: "1" }]);
    expect(failures).toMatchObject([{ error: { code: "partial_write", retryable: true } }]);
  });
});
