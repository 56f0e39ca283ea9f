import { describe, expect, it } from "vitest";
import {
  createRateWindow,
  createWindowState,
  reduceWindow,
  type SentRequest,
  type ToldWindow,
  type WindowEvent,
  type WindowState,
  windowWaitMs,
} from "./rate-window";

const windowMs = 10_000;
const limit = 50;
const now = 1_000_000;
const end = now + 7_000;

type Changes = Partial<WindowState>;

/** A window of a vendor that allows 50 requests, the third of this process. */
const base: WindowState = { ...createWindowState({ windowMs, limit }), number: 3 };
const unused = (changes: Changes = {}): WindowState => ({ ...base, ...changes });
const assumed = (changes: Changes = {}): WindowState => ({
  ...base,
  name: "assumed",
  endsAt: end,
  underWay: 1,
  ...changes,
});
const known = (changes: Changes = {}): WindowState => ({
  ...base,
  name: "known",
  endsAt: end,
  toldEnd: end,
  ...changes,
});
/** The next window has not shown itself yet, and one request finds out. */
const probe = { until: now + 500, left: 2 };

const asked = (changes: Partial<WindowEvent & { type: "asked" }> = {}): WindowEvent => ({
  type: "asked",
  now,
  ahead: 0,
  ...changes,
});
const sent: WindowEvent = { type: "sent", now };
const finished = (told: Partial<ToldWindow> | null, from: Partial<SentRequest> = {}): WindowEvent => ({
  type: "finished",
  now,
  sent: { number: 3, left: limit, ...from },
  told: told && { limit, remaining: null, end: null, ...told },
});

const unusedAgain = { name: "unused", number: 4, left: limit, endsAt: null, isUsedUp: false } as const;
const begun = { name: "known", number: 4, probe: null } as const;

type Row = [what: string, from: WindowState, event: WindowEvent, changes: Changes];

describe("the table of transitions", () => {
  it.each<Row>([
    ["stays while requests may leave", unused(), asked(), {}],
    ["is used up if a request has to wait", unused({ left: 1 }), asked(), { isUsedUp: true }],
    ["is used up if requests go ahead of it", unused({ left: 3 }), asked({ ahead: 2 }), { isUsedUp: true }],
    ["waits for a probe under way, which does not use it up", unused({ left: 1, underWay: 1, probe }), asked(), {}],
    [
      "is used up once a probe is overdue",
      unused({ left: 1, underWay: 1, probe: { ...probe, until: now } }),
      asked(),
      { isUsedUp: true },
    ],
    [
      "begins with a request, to an assumed end",
      unused(),
      sent,
      { name: "assumed", underWay: 1, endsAt: now + windowMs },
    ],
    ["begins with a probe", unused({ probe }), sent, { name: "assumed", underWay: 1, endsAt: now + windowMs }],
    ["learns its end from a 429", unused(), { type: "refused", until: end }, { name: "known", endsAt: end }],
    [
      "learns its end from a response of the window before",
      unused({ underWay: 1, toldEnd: now - 3_000 }),
      finished({ remaining: 40, end }, { number: 2 }),
      { ...begun, left: 40, endsAt: end, toldEnd: end, underWay: 0 },
    ],
    [
      "ignores a response of the window before that tells less than it knows",
      unused({ underWay: 1 }),
      finished({ remaining: 3 }, { number: 2, left: 9 }),
      { underWay: 0 },
    ],
  ])("an unused window %s", (_, from, event, changes) => {
    expect(reduceWindow(from, event)).toEqual({ ...from, ...changes });
  });

  it.each<Row>([
    ["keeps its assumed end with more requests", assumed(), sent, { underWay: 2 }],
    ["is used up if a request has to wait", assumed({ left: 2 }), asked(), { isUsedUp: true }],
    [
      "stays for a second after its end if it was not used up",
      assumed({ endsAt: now - 999, underWay: 0 }),
      asked(),
      {},
    ],
    ["ends a second after its end if it was not used up", assumed({ endsAt: now - 1_000 }), asked(), unusedAgain],
    [
      "ends at its end if it was used up, and the next one begins with a probe",
      assumed({ endsAt: now, left: 2, isUsedUp: true, underWay: 0 }),
      asked(),
      { ...unusedAgain, probe: { until: now + 1_000, left: 2 } },
    ],
    [
      "is known to end a window's length after a request that got no response and may have counted",
      assumed(),
      finished(null),
      { name: "known", endsAt: now + windowMs, left: limit - 1, underWay: 0 },
    ],
    [
      "is known to end a window's length after a response without headers",
      assumed(),
      finished({ limit: null }),
      { name: "known", endsAt: now + windowMs, underWay: 0 },
    ],
    [
      "is known by the end that a response tells",
      assumed(),
      finished({ remaining: 49, end }),
      { ...begun, left: 49, endsAt: end, toldEnd: end, underWay: 0 },
    ],
    [
      "has the limit that a response tells",
      assumed(),
      finished({ limit: 20, remaining: 19, end }),
      { ...begun, limit: 20, left: 19, endsAt: end, toldEnd: end, underWay: 0 },
    ],
    ["learns its end from a 429", assumed(), { type: "refused", until: now + 1 }, { name: "known", endsAt: now + 1 }],
    [
      "has what remains by a response that tells no end",
      assumed(),
      finished({ remaining: 30 }),
      { name: "known", left: 30, endsAt: now + windowMs, underWay: 0 },
    ],
    [
      "begins anew if a response tells that more is left than before",
      assumed({ left: 5 }),
      finished({ remaining: 49 }, { left: 6 }),
      { ...begun, left: 49, endsAt: now + windowMs, underWay: 0 },
    ],
    [
      "turns out to be the old one if a probe finds less than was left",
      assumed({ probe }),
      finished({ remaining: 1 }),
      { name: "known", left: 0, endsAt: now + 1_000, isUsedUp: true, underWay: 0 },
    ],
    [
      "turns out to be the old one if a probe finds its end again",
      assumed({ probe, toldEnd: now }),
      finished({ remaining: 0, end: now + 400 }),
      { name: "known", left: 0, endsAt: now + 1_000, isUsedUp: true, underWay: 0 },
    ],
    [
      "turns out to have begun if a probe finds another end",
      assumed({ probe, toldEnd: now - 3_000 }),
      finished({ remaining: 49, end }),
      { ...begun, left: 49, endsAt: end, toldEnd: end, underWay: 0 },
    ],
    [
      "turns out to have begun if a probe finds as much as was left",
      assumed({ probe }),
      finished({ remaining: 2 }),
      { name: "known", left: 2, endsAt: now + windowMs, probe: null, underWay: 0 },
    ],
    [
      "turns out to have begun if a probe finds more than was left",
      assumed({ probe }),
      finished({ remaining: 49 }),
      { name: "known", left: 49, endsAt: now + windowMs, probe: null, underWay: 0 },
    ],
  ])("a window with an assumed end %s", (_, from, event, changes) => {
    expect(reduceWindow(from, event)).toEqual({ ...from, ...changes });
  });

  it.each<Row>([
    ["keeps its end with more requests", known(), sent, { underWay: 1 }],
    ["stays while requests may leave", known({ left: 2 }), asked(), {}],
    ["is used up if a request has to wait", known({ left: 1 }), asked(), { isUsedUp: true }],
    ["stays used up", known({ left: 1, isUsedUp: true }), asked(), {}],
    ["stays for a second after its end if it was not used up", known({ endsAt: now - 999 }), asked(), {}],
    ["ends a second after its end if it was not used up", known({ endsAt: now - 1_000 }), asked(), unusedAgain],
    [
      "ends at its end if it was used up, and the next one begins with a probe",
      known({ endsAt: now, left: 1, isUsedUp: true }),
      asked(),
      { ...unusedAgain, probe: { until: now + 1_000, left: 1 } },
    ],
    [
      "has the least that responses tell",
      known({ left: 30, underWay: 2 }),
      finished({ remaining: 40, end: end + 400 }),
      { left: 30, underWay: 1 },
    ],
    [
      "has less if a response tells less",
      known({ left: 30, underWay: 2 }),
      finished({ remaining: 20, end }),
      { left: 20, underWay: 1 },
    ],
    [
      "has one less if no response arrives",
      known({ left: 30, underWay: 1 }),
      finished(null),
      { left: 29, underWay: 0 },
    ],
    ["is unchanged by a response without headers", known({ underWay: 1 }), finished({ limit: null }), { underWay: 0 }],
    [
      "is followed by the next one if a response tells another end",
      known({ left: 1, isUsedUp: true, underWay: 1 }),
      finished({ remaining: 49, end: end + windowMs }),
      { ...begun, left: 49, endsAt: end + windowMs, toldEnd: end + windowMs, underWay: 0 },
    ],
    [
      "ignores the late response of an old one",
      known({ left: 30, underWay: 1 }),
      finished({ remaining: 2, end: end - windowMs }, { number: 2, left: 3 }),
      { underWay: 0 },
    ],
    [
      "loses nothing by an old request that gets no response",
      known({ left: 30, underWay: 1 }),
      finished(null, { number: 2, left: 3 }),
      { underWay: 0 },
    ],
    ["ends when a 429 says so", known(), { type: "refused", until: now + 3_000 }, { endsAt: now + 3_000 }],
  ])("a window with a known end %s", (_, from, event, changes) => {
    expect(reduceWindow(from, event)).toEqual({ ...from, ...changes });
  });
});

it.each<[string, WindowState, number, number]>([
  ["nothing while enough is left", known({ left: 2 }), 0, 0],
  ["until the end if only the request is left that is kept back", known({ left: 1 }), 0, 7_000],
  ["until the end if all is under way", known({ left: 5, underWay: 4 }), 0, 7_000],
  ["until the end for those behind others", known({ left: 4 }), 3, 7_000],
  ["nothing with a limit of one", known({ limit: 1, left: 1 }), 0, 0],
  ["a window's length if its end is unknown", unused({ left: 0 }), 0, windowMs],
  ["until a probe under way is overdue", unused({ underWay: 1, probe }), 0, 500],
  ["nothing for the probe itself", unused({ probe }), 0, 0],
  ["at least a millisecond", known({ left: 0, endsAt: now - 5 }), 0, 1],
])("a request waits %s", (_, state, ahead, expected) => {
  expect(windowWaitMs(state, now, ahead)).toBe(expected);
});

describe("headers", () => {
  const names = { limit: "X-Limit", remaining: "X-Remaining", reset: "X-Reset" };
  const start = Date.UTC(2026, 0, 1);

  /** How long a request waits after a response with these headers. */
  function waitAfter(headers: Record<string, string>): number {
    const gate = createRateWindow({ windowMs, limit, headers: names });
    gate.take(start)(new Headers(headers), start);
    return gate.waitMs(start);
  }

  it.each<[string, Record<string, string>, number]>([
    ["a reset in seconds", { "x-reset": String(start / 1_000 + 7) }, 7_000],
    ["a reset in milliseconds", { "x-reset": String(start + 7_000) }, 7_000],
    ["a reset as a date", { "x-reset": new Date(start + 7_000).toUTCString() }, 7_000],
    [
      "a reset by a clock that is off",
      { "x-reset": String(start / 1_000 + 67), date: new Date(start + 60_000).toUTCString() },
      7_000,
    ],
    [
      "a clock that is off by less than it tells",
      { "x-reset": String(start / 1_000 + 7), date: new Date(start + 1_000).toUTCString() },
      7_000,
    ],
    ["no reset", {}, windowMs],
    ["a reset that is not one", { "x-reset": "soon" }, windowMs],
    ["a reset in the past", { "x-reset": String(start / 1_000 - 7) }, windowMs],
    ["a reset that is too far away", { "x-reset": String(start / 1_000 + 21) }, windowMs],
  ])("with %s tell the end of the window", (_, headers, expected) => {
    expect(waitAfter({ "x-limit": "50", "x-remaining": "0", ...headers })).toBe(expected);
  });

  it.each(["", "-1", "many"])("with %j in place of what remains tell nothing", (remaining) => {
    expect(waitAfter({ "x-limit": "50", "x-remaining": remaining })).toBe(0);
  });
});
