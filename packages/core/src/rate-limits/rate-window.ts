import type { RateWindow } from "../contract/connection";
import type { Gate } from "./token-bucket";

/** Vendors tell a reset in whole seconds, so the window may end this much later. Until then, one request at a time probes. */
const roundingMs = 1_000;

/** Two resets this close are the same one. */
const sameMs = 500;

/**
 * What is known of the vendor's current window. Times are epoch milliseconds.
 *
 * `unused`   no request of this window has left; its end is unknown
 * `assumed`  requests have left, and no response tells when it ends
 * `known`    its end is known from a response
 */
export interface WindowState {
  name: "unused" | "assumed" | "known";
  windowMs: number;
  /** Counts windows: a response may arrive after its window has ended. */
  number: number;
  limit: number;
  /** The least that is known to be left. Requests under way may have to be subtracted. */
  left: number;
  underWay: number;
  /** Null while `unused`. */
  endsAt: number | null;
  /** The end that the vendor told last. */
  toldEnd: number | null;
  /** Whether a request had to wait: the next window begins with a probe then. */
  isUsedUp: boolean;
  /** Set after a window that was used up, until it is known that the next one has begun. `left` is what the old one had. */
  probe: { until: number; left: number } | null;
}

/** What a request knew when it left. */
export type SentRequest = Pick<WindowState, "number" | "left">;

/** What the headers of a response tell; null where they tell nothing. `end` is by our clock. */
export interface ToldWindow {
  limit: number | null;
  remaining: number | null;
  end: number | null;
}

export type WindowEvent =
  /** A request wants to leave after `ahead` others. */
  | { type: "asked"; now: number; ahead: number }
  | { type: "sent"; now: number }
  /** `told` is null if no response arrived. */
  | { type: "finished"; now: number; sent: SentRequest; told: ToldWindow | null }
  /** The vendor responded with 429 and told when to come back. */
  | { type: "refused"; until: number };

export function createWindowState({ windowMs, limit }: Pick<RateWindow, "windowMs" | "limit">): WindowState {
  const unknown = { endsAt: null, toldEnd: null, isUsedUp: false, probe: null };
  return { name: "unused", windowMs, number: 0, limit, left: limit, underWay: 0, ...unknown };
}

/** The state after an event. */
export function reduceWindow(state: WindowState, event: WindowEvent): WindowState {
  if (event.type === "asked") return ask(state, event.now, event.ahead);
  if (event.type === "refused") return { ...state, name: "known", endsAt: event.until };
  if (event.type === "finished") return finish(state, event);
  const begun = state.endsAt === null ? { name: "assumed" as const, endsAt: event.now + state.windowMs } : {};
  return { ...state, underWay: state.underWay + 1, ...begun };
}

/** How long until a request may leave after `ahead` others; 0 if it may now. Holds for the state after it `asked`. */
export function windowWaitMs(state: WindowState, now: number, ahead: number): number {
  if (state.probe && isProbeUnderWay(state, now)) return state.probe.until - now;
  if (free(state) > ahead) return 0;
  return Math.max(1, (state.endsAt ?? now + state.windowMs) - now);
}

function ask(state: WindowState, now: number, ahead: number): WindowState {
  const current = hasEnded(state, now) ? nextWindow(state, state.endsAt ?? now) : state;
  const mustWait = !isProbeUnderWay(current, now) && free(current) <= ahead;
  return mustWait && !current.isUsedUp ? { ...current, isUsedUp: true } : current;
}

/** What is left of a window is used first: it may last longer than was told, and requests that leave now count in it. */
function hasEnded({ endsAt, isUsedUp }: WindowState, now: number): boolean {
  return endsAt !== null && now >= endsAt + (isUsedUp ? 0 : roundingMs);
}

function nextWindow(state: WindowState, end: number): WindowState {
  const probe = state.isUsedUp ? { until: end + roundingMs, left: state.left } : null;
  const unused = { name: "unused", endsAt: null, isUsedUp: false, left: state.limit } as const;
  return { ...state, ...unused, probe, number: state.number + 1 };
}

function isProbeUnderWay({ probe, underWay }: WindowState, now: number): boolean {
  return probe !== null && now < probe.until && underWay > 0;
}

/** One request is kept back: it finds out whether the next window has begun. */
function free({ left, underWay, limit }: WindowState): number {
  return left - underWay - (limit > 1 ? 1 : 0);
}

function finish(state: WindowState, event: WindowEvent & { type: "finished" }): WindowState {
  const { now, sent, told } = event;
  const limit = told?.limit || state.limit;
  const learned = learn({ ...state, limit, underWay: Math.max(0, state.underWay - 1) }, event);
  if (sent.number !== learned.number) return learned;
  return {
    ...learned,
    name: "known",
    // Without a response, the request may have counted. A response without the headers comes from where nothing is counted.
    left: told ? learned.left : learned.left - 1,
    // The vendor's window began when it saw the request, which was before its response at the latest.
    endsAt: learned.name === "known" ? learned.endsAt : now + learned.windowMs,
  };
}

function learn(state: WindowState, { now, sent, told }: WindowEvent & { type: "finished" }): WindowState {
  if (!told || told.remaining === null) return state;
  const { remaining, end } = told;
  const { toldEnd, probe, windowMs } = state;
  const isOfThisWindow = sent.number === state.number;
  const ends = end !== null && toldEnd !== null ? { end, toldEnd } : null;
  const isStillOld = probe !== null && (ends ? ends.end < ends.toldEnd + sameMs : remaining < probe.left);
  if (isStillOld && isOfThisWindow) {
    return { ...state, name: "known", left: Math.min(remaining, 0), endsAt: now + roundingMs, isUsedUp: true };
  }
  if (end !== null && (toldEnd === null || end > toldEnd + sameMs)) {
    return { ...beginWindow(state, remaining, end), toldEnd: end };
  }
  // More is left than when the request was sent. The first response that reports the next window begins it; later ones are of it.
  const hasBegunSince = end === null && remaining >= sent.left;
  if (hasBegunSince && isOfThisWindow) return beginWindow(state, remaining, now + windowMs);
  const isCurrent = ends ? ends.end > ends.toldEnd - sameMs : hasBegunSince || isOfThisWindow;
  return isCurrent ? { ...state, left: Math.min(state.left, remaining), probe: null } : state;
}

function beginWindow(state: WindowState, left: number, endsAt: number): WindowState {
  return { ...state, name: "known", number: state.number + 1, left, endsAt, probe: null };
}

/** A fixed window: what the vendor says is left, less what is under way, may leave. */
export function createRateWindow(rule: RateWindow): Gate {
  let state = createWindowState(rule);
  const dispatch = (event: WindowEvent) => {
    state = reduceWindow(state, event);
  };
  return {
    waitMs(now, ahead = 0) {
      dispatch({ type: "asked", now, ahead });
      return windowWaitMs(state, now, ahead);
    },
    take(now) {
      const { number, left } = state;
      dispatch({ type: "sent", now });
      return (headers, finishedAt) => {
        const told = headers && readWindow(headers, rule, finishedAt);
        dispatch({ type: "finished", now: finishedAt, sent: { number, left }, told });
      };
    },
    refused(_now, until) {
      if (until !== null) dispatch({ type: "refused", until });
    },
  };
}

/** What response headers say about a window. */
export function readWindow(headers: Headers, { headers: names, windowMs }: RateWindow, now: number): ToldWindow {
  const reset = names.reset === undefined ? null : resetTime(headers, names.reset, now);
  const end = reset !== null && reset > now && reset - now <= 2 * windowMs ? reset : null;
  return { limit: numberIn(headers, names.limit), remaining: numberIn(headers, names.remaining), end };
}

/** Below this difference a `Date` header, which is in whole seconds, says nothing of our clock. */
const skewMs = 2_000;

function numberIn(headers: Headers, name: string): number | null {
  const value = headers.get(name)?.trim();
  if (!value) return null;
  const number = Number(value);
  return Number.isFinite(number) && number >= 0 ? number : null;
}

/** When a window ends by our clock; null without a usable header. The `Date` header tells how far the two clocks differ. */
function resetTime(headers: Headers, name: string, now: number): number | null {
  const value = headers.get(name)?.trim();
  if (!value) return null;
  const number = Number(value);
  const time = Number.isFinite(number) ? (number > 1e11 ? number : number * 1000) : Date.parse(value);
  if (Number.isNaN(time)) return null;
  const skew = now - Date.parse(headers.get("date") ?? "");
  return Math.abs(skew) > skewMs ? time + skew : time;
}
