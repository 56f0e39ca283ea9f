import type { Store } from "@hrflow-connectors/core";
import type { WebhookHandler, WebhookOptions, WebhookSource } from "@hrflow-connectors/core/webhooks";
import { describe, expect, it, vi } from "vitest";
import { createInspectableStore } from "../conformance/inspectable-store";
import type { OpenApiDocument } from "../document/openapi-document";
import { dereference } from "../document/references";
import type { WebhookContent, WebhookDelivery } from "./sign-webhook";

/** A connector's webhooks, and how its vendor signs them. */
export interface WebhookTests {
  webhooks: {
    // biome-ignore lint/suspicious/noExplicitAny: of any vendor.
    (options: WebhookOptions<any>): WebhookHandler;
    readonly source: WebhookSource;
  };
  /** Signs as the vendor does. `signWebhook` does for ours. */
  sign(content: WebhookContent, delivery: WebhookDelivery): Request;
  /** The webhooks' document: each `rich` example must give an event with all of its ids. */
  document: OpenApiDocument;
  /** Where a body has what `WebhookContent` calls `data`. Default `data`. */
  data?: string;
  /** The deliveries with which the vendor tests a URL. */
  tests?: WebhookContent[];
}

const secret = "current-secret-0123456789";
const previous = "previous-secret-0123456789";

/** Tests what every receiver of webhooks promises: forged, changed, repeated, old, large and unreadable deliveries, and own failures. */
export function testWebhooks({ webhooks, sign, document, data = "data", tests = [] }: WebhookTests): void {
  const { source } = webhooks;
  const examples = examplesOf(document).filter(({ name }) => Object.hasOwn(source.events, name));
  const example = examples.find(({ name }) => source.events[name]?.action) ?? examples[0];
  if (!example) throw new Error("testWebhooks: the document has no example of an event that the connector knows");
  const content: WebhookContent = { name: example.name, data: example.rich[data] };
  const marked = { ...content, data: { ...(content.data as object), note: "a-personal-note" } };
  const start = (options: Partial<WebhookOptions<unknown>> = {}) => {
    const onEvent = vi.fn<(event: unknown, context: { signal: AbortSignal }) => unknown>();
    const lines: unknown[] = [];
    const log = (...line: unknown[]) => void lines.push(line);
    const logger = { debug: log, info: log, warn: log, error: log };
    const store: Store = createInspectableStore();
    return { handle: webhooks({ secrets: secret, store, onEvent, logger, ...options }), onEvent, lines, store };
  };
  const deliver = (changes: WebhookDelivery = {}) => sign(marked, { secret, id: "event-1", ...changes });
  const statusOf = async (handle: WebhookHandler, request: Request) => (await handle(request)).status;

  describe("webhooks", () => {
    it("gives an event once, however often it is delivered", async () => {
      const { handle, onEvent } = start();
      const at = new Date();
      const first = await handle(deliver({ at }));
      expect([first.status, await first.text()]).toEqual([200, "accepted"]);
      const second = await handle(deliver({ at }));
      expect([second.status, await second.text()]).toEqual([200, "duplicate"]);
      expect(onEvent).toHaveBeenCalledOnce();
      expect(onEvent.mock.calls[0]?.[0]).toMatchObject({ type: content.name, id: expect.any(String) });
    });

    it("gives an event once if it arrives twice at a time", async () => {
      const { handle, onEvent } = start();
      const at = new Date();
      const statuses = await Promise.all(Array.from({ length: 4 }, () => statusOf(handle, deliver({ at }))));
      expect(statuses).toEqual([200, 200, 200, 200]);
      expect(onEvent).toHaveBeenCalledOnce();
    });

    it.each(examples)("knows $name as the document shows it, with all of its ids", async ({ name, rich, sparse }) => {
      const { ids, action, deleted } = source.events[name] as WebhookSource["events"][string];
      const { handle, onEvent } = start();
      expect(await statusOf(handle, sign({ name, data: rich[data] }, { secret }))).toBe(200);
      const event = onEvent.mock.calls[0]?.[0] as Record<string, object>;
      expect(Object.keys(event.ids ?? {}).sort()).toEqual(Object.keys(ids).sort());
      expect(event.action).toEqual(action ? expect.objectContaining({ method: action.method }) : null);
      expect(event.deleted).toEqual(deleted ? { kind: deleted.kind, id: expect.any(String) } : null);
      expect(await statusOf(handle, sign({ name, data: sparse[data] }, { secret }))).toBe(200);
    });

    it("knows every event of the document, but for the tests of a URL", () => {
      const names = examplesOf(document).map(({ name }) => name);
      const known = [...Object.keys(source.events), ...tests.map(({ name }) => name)];
      expect(names.filter((name) => !known.includes(name))).toEqual([]);
      expect(Object.keys(source.events).filter((name) => !names.includes(name))).toEqual([]);
    });

    it("passes an event of a new name on as unknown", async () => {
      const { handle, onEvent } = start();
      expect(await statusOf(handle, sign({ ...content, name: "__proto__" }, { secret }))).toBe(200);
      expect(onEvent.mock.calls[0]?.[0]).toMatchObject({ type: "unknown", name: "__proto__", action: null });
    });

    it.each(tests)("accepts a test of the URL, and gives no event: $name", async (test) => {
      const { handle, onEvent } = start();
      expect(await statusOf(handle, sign(test, { secret }))).toBe(200);
      expect(onEvent).not.toHaveBeenCalled();
    });

    it.each<[string, (digest: string) => string]>([
      ["missing", () => ""],
      ["truncated", (digest) => digest.slice(0, -1)],
      ["truncated by a byte", (digest) => digest.slice(0, -2)],
      ["longer", (digest) => `${digest}00`],
      ["of other characters", (digest) => `${digest.slice(0, -1)}é`],
      ["one digit off", (digest) => digest.replace(/^./, (first) => (first === "0" ? "1" : "0"))],
      ["twice", (digest) => `${digest}, ${digest}`],
    ])("refuses a signature that is %s", async (_, change) => {
      const { handle, onEvent } = start();
      const request = await changed(deliver(), (text) => text.replace(digestPattern, change));
      expect(await statusOf(handle, request)).toBe(401);
      expect(onEvent).not.toHaveBeenCalled();
    });

    it("refuses a signature of another secret, and a delivery without one", async () => {
      const { handle, onEvent } = start();
      expect(await statusOf(handle, deliver({ secret: `${secret} ` }))).toBe(401);
      expect(await statusOf(handle, sign(marked, {}))).toBe(401);
      expect(onEvent).not.toHaveBeenCalled();
    });

    it("refuses what was changed by one byte, where the signature covers it", async () => {
      const { handle, onEvent } = start();
      const [from, to] = source.signature.signed.includes("body")
        ? ["a-personal", "b-personal"]
        : ["event-1", "event-2"];
      expect(await statusOf(handle, await changed(deliver(), (text) => text.replace(from, to)))).toBe(401);
      expect(onEvent).not.toHaveBeenCalled();
    });

    it("accepts the current and the previous secret, and no longer one that was removed", async () => {
      const rotating = start({ secrets: [secret, previous] });
      expect(await statusOf(rotating.handle, deliver())).toBe(200);
      expect(await statusOf(rotating.handle, deliver({ secret: previous, id: "event-2" }))).toBe(200);
      expect(await statusOf(start().handle, deliver({ secret: previous }))).toBe(401);
    });

    it.runIf(source.time?.maxAgeMs)("refuses what is too old, or from the future", async () => {
      const { handle, onEvent } = start();
      const age = (ms: number) => deliver({ at: new Date(Date.now() - ms) });
      expect(await statusOf(handle, age((source.time?.maxAgeMs ?? 0) + 10_000))).toBe(401);
      expect(await statusOf(handle, age(-600_000))).toBe(401);
      expect(onEvent).not.toHaveBeenCalled();
      expect(await statusOf(handle, age((source.time?.maxAgeMs ?? 0) - 60_000))).toBe(200);
      expect(await statusOf(start({ maxAgeMs: 1_000 }).handle, age(5_000))).toBe(401);
    });

    it("stops reading a body that is too large, whatever its declared length", async () => {
      let pulled = 0;
      const pull = (controller: ReadableStreamDefaultController) => {
        pulled += 1;
        controller.enqueue(new Uint8Array(1_000).fill(32));
      };
      const { url, headers } = deliver();
      headers.set("content-length", "10");
      const init = { method: "POST", headers, body: new ReadableStream({ pull }), duplex: "half" };
      expect(await statusOf(start({ maxBodyBytes: 5_000 }).handle, new Request(url, init))).toBe(413);
      expect(pulled).toBeLessThan(10);
    });

    it("refuses other methods and types", async () => {
      const { handle } = start();
      expect(await statusOf(handle, new Request("https://receiver.example.com"))).toBe(405);
      const form = deliver();
      form.headers.set("content-type", "application/x-www-form-urlencoded");
      expect(await statusOf(handle, form)).toBe(415);
    });

    it("asks for another attempt if onEvent fails, and then gives the event again", async () => {
      const { handle, onEvent } = start();
      const at = new Date();
      onEvent.mockRejectedValueOnce(new Error("a-personal-note"));
      expect(await statusOf(handle, deliver({ at }))).toBe(500);
      expect(await statusOf(handle, deliver({ at }))).toBe(200);
      expect(onEvent).toHaveBeenCalledTimes(2);
    });

    it("asks for another attempt if onEvent hangs, and aborts its signal", async () => {
      const { handle, onEvent } = start({ timeoutMs: 20 });
      onEvent.mockImplementationOnce(() => new Promise(() => undefined));
      expect(await statusOf(handle, deliver())).toBe(503);
      expect(onEvent.mock.calls[0]?.[1].signal.aborted).toBe(true);
    });

    it("asks for another attempt if the store fails", async () => {
      const fail = () => Promise.reject(new Error("a-personal-note"));
      const store = { getItem: fail, setItem: fail, removeItem: fail };
      const { handle, onEvent } = start({ store });
      expect(await statusOf(handle, deliver())).toBe(503);
      expect(onEvent).not.toHaveBeenCalled();
    });

    it("tells nothing of a delivery or a secret in responses, log lines and the store", async () => {
      const store = createInspectableStore();
      const { handle, onEvent, lines } = start({ store });
      const texts: string[] = [];
      onEvent.mockRejectedValueOnce(new TypeError("a-personal-note"));
      for (const request of [deliver(), deliver(), deliver({ secret: previous }), await changed(deliver(), () => "{")])
        texts.push(await (await handle(request)).text());
      const kept = [...store.contents];
      const told = JSON.stringify([texts, lines, kept]);
      expect(lines).toHaveLength(4);
      expect(kept).toHaveLength(1);
      expect(told).not.toMatch(/a-personal-note|event-1|secret-0123456789/);
    });
  });
}

/** The digests of SHA-256 in the usual forms. */
const digestPattern = /[0-9a-f]{64}|[A-Za-z0-9+/]{43}=/;

/** A request whose body and headers were changed on the way. */
async function changed(request: Request, change: (text: string) => string): Promise<Request> {
  const headers = new Headers();
  request.headers.forEach((value, name) => {
    headers.set(name, change(value));
  });
  return new Request(request.url, { method: "POST", headers, body: change(await request.text()) });
}

interface Example {
  name: string;
  rich: Record<string, unknown>;
  sparse: Record<string, unknown>;
}

function examplesOf(document: OpenApiDocument): Example[] {
  const webhooks = (document.webhooks ?? {}) as Record<string, { post?: { requestBody?: unknown } }>;
  return Object.entries(webhooks).map(([name, { post }]) => {
    const body = dereference(post?.requestBody as never, document) as {
      content?: Record<string, { examples?: Record<string, never> }>;
    };
    const { rich, sparse } = body.content?.["application/json"]?.examples ?? {};
    const exampleOf = (one: never | undefined) =>
      ((one && (dereference(one, document) as { value?: unknown }).value) ?? {}) as Record<string, unknown>;
    return { name, rich: exampleOf(rich), sparse: exampleOf(sparse) };
  });
}
