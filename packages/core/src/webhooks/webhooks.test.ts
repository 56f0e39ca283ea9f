import { describe, expect, it, vi } from "vitest";
import { bodySigned, changed, delivery, receive, secret, tokenDelivery, tokenSigned } from "../__fixtures__/webhooks";
import { createMemoryStore } from "../state/state";
import { defineWebhooks, type WebhookSource } from "./webhooks";

describe("an event", () => {
  it("has ids, the action that reads the record again, and nothing else of the body", async () => {
    const { handle, events } = receive(bodySigned);
    expect(await handle(delivery(changed()))).toBe("200 accepted");
    const action = { method: "pullProfile", originParameters: { personId: "p-1", teams: ["7"] } };
    const ids = { personId: "p-1", teamId: "7" };
    expect(events).toEqual([{ id: "event-1", time: null, type: "person.changed", ids, action, deleted: null }]);
  });

  it("says what was deleted", async () => {
    const { handle, events } = receive(bodySigned);
    await handle(delivery({ id: "1", type: "person.deleted", person: { id: "p-1" } }));
    expect(events).toMatchObject([{ action: null, deleted: { kind: "profile", id: "p-1" } }]);
  });

  it("takes an id from the first field that has one, and has no action if one is missing", async () => {
    const { handle, events } = receive(bodySigned);
    await handle(delivery({ id: "1", type: "person.changed", person: { id: "", oldId: "p-0" } }));
    expect(events).toMatchObject([{ ids: { personId: "p-0" }, action: null }]);
  });

  it.each([[".."], ["."], ["a/b"], ["a b"], ["a\u0000"], ["x".repeat(201)], [{}], [1.5], [null], [true]])(
    "leaves out what cannot be the id of a record: %j",
    async (id) => {
      const { handle, events } = receive(bodySigned);
      expect(await handle(delivery({ id: "1", type: "person.changed", person: { id } }))).toBe("200 accepted");
      expect(events[0].ids).toEqual({});
    },
  );

  it.each([["toString"], ["__proto__"], [""], [7], [null], [["person.changed"]]])(
    "of the name %j is unknown",
    async (type) => {
      const { handle, events } = receive(bodySigned);
      expect(await handle(delivery({ id: "1", type }))).toBe("200 accepted");
      expect(events[0]).toMatchObject({ type: "unknown", name: typeof type === "string" ? type : null });
    },
  );

  it("is known by a hash of the body if the vendor gives no id", async () => {
    const { handle, events } = receive(bodySigned);
    const results = [];
    for (const person of [{ id: "p-1" }, { id: "p-1" }, { id: "p-2" }])
      results.push(await handle(delivery({ type: "person.changed", person })));
    expect(results).toEqual(["200 accepted", "200 duplicate", "200 accepted"]);
    expect(events[0].id).toMatch(/^[0-9a-f]{64}$/);
  });

  it("is known by the body alone if each attempt is signed with a time of its own", async () => {
    const signed = ["body", { header: "Sent" }] as const;
    const { handle } = receive({ ...bodySigned, signature: { ...bodySigned.signature, signed } });
    const results = [];
    for (const sent of ["1", "2"]) {
      const content = '{"type":"person.changed"}';
      const { headers } = delivery(`${content}${sent}`, { headers: { sent } });
      results.push(await handle(new Request("https://us.example", { method: "POST", headers, body: content })));
    }
    expect(results).toEqual(["200 accepted", "200 duplicate"]);
  });

  it("with the body of an earlier one is another one once no attempt of that can come any more", async () => {
    const sent = { header: "Sent" } as const;
    const signature = { ...bodySigned.signature, signed: ["body", sent] } as const;
    const { handle } = receive({ ...bodySigned, signature, time: { in: sent, unit: "ms", maxAgeMs: 60_000 } });
    const results = [];
    for (const minutes of [0, 0.9, 2]) {
      vi.spyOn(Date, "now").mockReturnValue(1_790_000_000_000 + minutes * 60_000);
      const [content, now] = ['{"type":"person.changed"}', String(Date.now())];
      const { headers } = delivery(`${content}${now}`, { headers: { sent: now } });
      results.push(await handle(new Request("https://us.example", { method: "POST", headers, body: content })));
    }
    vi.restoreAllMocks();
    expect(results).toEqual(["200 accepted", "200 duplicate", "200 accepted"]);
  });

  it("is another one under the secret of another account, even with the same id in the same store", async () => {
    const store = createMemoryStore();
    expect(await receive(bodySigned, { store }).handle(delivery(changed()))).toBe("200 accepted");
    const other = receive(bodySigned, { store, secrets: ["another"] });
    expect(await other.handle(delivery(changed(), { key: "another" }))).toBe("200 accepted");
  });
});

describe("a signature", () => {
  it("is not accepted for the same text, cut elsewhere into token and time", async () => {
    const { handle } = receive(tokenSigned);
    const now = Date.now();
    expect(await handle(tokenDelivery("token-0", now))).toBe("200 accepted");
    // The vendor signed `token-0` and the time. The same signature fits `token-` and a time that begins with 0.
    const { signature } = await tokenDelivery("token-0", now).json();
    for (const at of [`0${now}`, Number(`0${now}`), String(now)])
      expect(await handle(tokenDelivery("token-", at, {}, signature))).toMatch(/^401/);
    expect(await handle(tokenDelivery("token-0", String(now), {}, signature))).toBe("200 duplicate");
  });

  it.each([[undefined], [null], [1.5], [[1]], [""]])("is not accepted with a part that is %j", async (at) => {
    expect(await receive(tokenSigned).handle(tokenDelivery("token", at, {}))).toMatch(/^401/);
  });

  it("is not accepted once it is too old, or if it is from the future", async () => {
    const { handle, events } = receive(tokenSigned);
    for (const age of [70_000, -360_000])
      expect(await handle(tokenDelivery("token", Date.now() - age))).toMatch(/^401 outside the time/);
    for (const age of [50_000, -240_000])
      expect(await handle(tokenDelivery("token", Date.now() - age))).toBe("200 accepted");
    expect(events[0].time).toMatch(/^\d{4}-.*Z$/);
  });

  it("counts before the content: malformed bodies get 400 only if the vendor signed them", async () => {
    const { handle, events } = receive(bodySigned);
    const malformed = [
      Uint8Array.from('{"id":"?"}', (character) => (character === "?" ? 0xff : character.charCodeAt(0))),
      "[1]",
      "null",
      '"text"',
      "{",
      "",
      "[".repeat(100_000),
    ];
    for (const body of malformed) {
      expect(await handle(delivery(body))).toBe("400 the body is not a JSON object");
      expect(await handle(delivery(body, { key: "wrong" }))).toBe("401 wrong signature");
    }
    expect(await receive(tokenSigned).handle(delivery("{"))).toMatch(/^400/);
    expect(events).toEqual([]);
  });
});

describe("a request", () => {
  it.each([["application/json; charset=utf-8"], ["Application/JSON"], ["application/vnd.acme+json"]])(
    "may be %s",
    async (type) => {
      expect(await receive(bodySigned).handle(delivery(changed(), { headers: { "content-type": type } }))).toMatch(
        /^200/,
      );
    },
  );

  it.each([
    ["content-type", "text/plain"],
    ["content-type", "application/jsonp"],
    ["content-encoding", "gzip"],
  ])("is refused with %s: %s", async (name, value) => {
    expect(await receive(bodySigned).handle(delivery(changed(), { headers: { [name]: value } }))).toMatch(/^415/);
  });

  it("names the method that it needs", async () => {
    const response = await receive(bodySigned).handler(new Request("https://us.example"));
    expect([response.status, response.headers.get("allow")]).toEqual([405, "POST"]);
  });

  it("whose body was read before is a failure of ours", async () => {
    const request = delivery(changed());
    await request.text();
    expect(await receive(bodySigned).handle(request)).toMatch(/^500 the body was read before/);
  });

  it.each([
    ["hangs", () => new Promise<never>(() => undefined), /^503 took too long/],
    ["breaks off", () => Promise.reject(new Error("reset")), /^400 the body broke off/],
  ])("whose body %s is given up", async (_, pull, expected) => {
    const cancel = vi.fn();
    const init = { method: "POST", body: new ReadableStream({ pull, cancel }), duplex: "half" };
    const { handle } = receive(bodySigned, { timeoutMs: 20 });
    expect(await handle(new Request("https://us.example", init))).toMatch(expected);
  });

  it("may be as large as the limit, and no larger", async () => {
    const body = JSON.stringify(changed());
    expect(await receive(bodySigned, { maxBodyBytes: body.length }).handle(delivery(body))).toMatch(/^200/);
    expect(await receive(bodySigned, { maxBodyBytes: body.length - 1 }).handle(delivery(body))).toMatch(/^413/);
  });
});

describe("own failures", () => {
  it("remembers an event that was handled too late, so that the next attempt has nothing left to do", async () => {
    let finish = () => {};
    const onEvent = vi.fn(
      () =>
        new Promise<void>((resolve) => {
          finish = resolve;
        }),
    );
    const { handle } = receive(bodySigned, { onEvent, timeoutMs: 500 });
    expect(await handle(delivery(changed()))).toBe("503 took too long");
    finish();
    await vi.waitFor(async () => expect(await handle(delivery(changed()))).toBe("200 duplicate"), { timeout: 20_000 });
    expect(onEvent).toHaveBeenCalledOnce();
  });

  it("lets a delivery wait for the same event under way, and handles it if that one fails", async () => {
    let fail = (_: Error) => {};
    const onEvent = vi.fn().mockImplementationOnce(
      () =>
        new Promise((_, reject) => {
          fail = reject;
        }),
    );
    const { handle } = receive(bodySigned, { onEvent });
    const first = handle(delivery(changed()));
    await vi.waitFor(() => expect(onEvent).toHaveBeenCalledOnce(), { timeout: 20_000 });
    const second = handle(delivery(changed()));
    // By then the second one waits. If it does not yet, it only comes later.
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(onEvent).toHaveBeenCalledOnce();
    fail(new Error("full"));
    expect([await first, await second]).toEqual(["500 onEvent failed: Error", "200 accepted"]);
  });

  it.each([
    [
      "throws",
      () => {
        throw new RangeError("Ada");
      },
      "RangeError",
    ],
    ["throws a text", () => Promise.reject("Ada"), "an unknown error"],
  ])("tells the name alone if onEvent %s", async (_, onEvent, name) => {
    expect(await receive(bodySigned, { onEvent }).handle(delivery(changed()))).toBe(`500 onEvent failed: ${name}`);
  });

  it("asks for another attempt if the store cannot save, hangs, or holds something unreadable", async () => {
    const store = createMemoryStore();
    const cannotSave = { ...store, setItem: () => Promise.reject(new Error("Ada")) };
    expect(await receive(bodySigned, { store: cannotSave }).handle(delivery(changed()))).toMatch(/^503/);
    const hangs = { ...store, getItem: () => new Promise(() => undefined) };
    expect(await receive(bodySigned, { store: hangs, timeoutMs: 20 }).handle(delivery(changed("2")))).toMatch(/^503/);
    const unreadable = { ...store, getItem: () => "not ours" };
    expect(await receive(bodySigned, { store: unreadable }).handle(delivery(changed("3")))).toMatch(/^503/);
  });

  it("is not disturbed by a logger that fails", async () => {
    const debug = () => {
      throw new Error("full");
    };
    expect(await receive(bodySigned, { logger: { debug } }).handle(delivery(changed()))).toBe("200 accepted");
  });
});

describe("mistakes are named", () => {
  const store = createMemoryStore();
  const complete = { secrets: secret, store, onEvent: () => undefined };

  it.each([
    [{ secrets: "" }, "secrets"],
    [{ secrets: [] }, "secrets"],
    [{ secrets: [secret, " "] }, "secrets"],
    [{ secrets: undefined }, "secrets"],
    [{ store: undefined }, "store"],
    [{ onEvent: undefined }, "onEvent"],
    [{ maxBodyBytes: 0 }, "maxBodyBytes"],
    [{ timeoutMs: Number.NaN }, "timeoutMs"],
    [{ maxAgeMs: 1000 }, "maxAgeMs: expected nothing"],
  ])("in options: %j", (wrong, name) => {
    const create = () => defineWebhooks(bodySigned)({ ...complete, ...wrong } as never);
    expect(create).toThrow(`webhooks of acme: ${name}`);
    expect(create).not.toThrow(secret);
  });

  const { signature } = bodySigned;
  it.each<[object, string]>([
    [{ signature: { ...signature, algorithm: "md5" } }, "signature.algorithm"],
    [{ signature: { ...signature, encoding: "binary" } }, "signature.encoding"],
    [{ signature: { ...signature, signed: [] } }, "signature.signed"],
    [{ time: { in: { header: "Sent" }, unit: "s", maxAgeMs: 1 } }, "time: the signature does not cover it"],
    [{ events: { unknown: { ids: {} } } }, 'event "unknown"'],
    [{ events: { gone: { ids: {}, deleted: { kind: "job", id: "jobId" } } } }, 'event "gone": ids has no jobId'],
    [{ ...tokenSigned, document: {} }, "document: the signature does not cover the body"],
  ])("in a definition: %j", (wrong, message) => {
    expect(() => defineWebhooks({ ...bodySigned, ...wrong } as WebhookSource)).toThrow(message);
  });
});
