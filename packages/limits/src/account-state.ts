import { ConfigurationError, type RateWindow, type TokenBucket } from "@hrflow-connectors/core";
import {
  createWindowState,
  reduceWindow,
  type SentRequest,
  type ToldWindow,
  type WindowState,
  windowWaitMs,
} from "@hrflow-connectors/core/limits";

import { type BucketState, bucketWaitMs, changeBucket, createBucket, refill } from "./shared-bucket";

export type Rule = TokenBucket | RateWindow;

/** What all machines know of an account. Times are epoch milliseconds of the server's clock. */
export interface AccountState {
  version: 1;
  /** Who saved it: no two states are equal. */
  savedBy: string;
  rule: Rule;
  gate: BucketState | WindowState;
  /** Requests without a response yet, by machine. Those of a machine that ended are forgotten at `until`. */
  underWay: Record<string, { count: number; until: number }>;
  pausedUntil: number;
  /** How many times in a row the vendor responded with 429. Requests that were under way together count once: they are of one round. */
  refusals: number;
  round: number;
  /** Runs whose requests wait. Whoever was served goes to the end; whoever does not come again by `until` is removed. */
  line: { run: string; until: number }[];
}

/** What a machine remembers of a request that left. */
export interface Permission {
  run: string;
  sent: SentRequest;
  round: number;
}

export type AccountEvent =
  | {
      type: "finished";
      at: number;
      permission: Permission;
      /** Null if no response arrived. */
      response: { status: number; window: ToldWindow | null } | null;
    }
  | { type: "paused"; until: number; isTold: boolean };

/** A request takes no longer than this, unless its machine ended. */
const longestRequestMs = 120_000;
/** How late a machine may come for its turn. */
const lateMs = 3_000;
/** A machine that waits asks again this often: a pause may have begun. */
const longestWaitMs = 1_000;
/** While another machine's request finds out whether a window has begun. */
const longestProbeWaitMs = 50;

export function createAccountState(rule: Rule, now: number): AccountState {
  const shared = { underWay: {}, pausedUntil: 0, refusals: 0, round: 0, line: [] };
  return { version: 1, savedBy: "", rule, gate: createGate(rule, now), ...shared };
}

function createGate(rule: Rule, now: number): AccountState["gate"] {
  if ("windowMs" in rule) return createWindowState(rule);
  return createBucket(rule, now);
}

/** Changes to a rule. What was spent stays spent; where nobody knows how much that is, a window begins with nothing left. */
export function useRule(state: AccountState, rule: Rule, now: number): void {
  const before = state.rule;
  if (JSON.stringify(before) === JSON.stringify(rule)) return;
  state.rule = rule;
  if (state.gate.name === "bucket" && !("windowMs" in before) && !("windowMs" in rule)) {
    refill(state.gate, before, countUnderWay(state), now);
    changeBucket(state.gate, before, rule);
    return;
  }
  const gate = createGate(rule, now);
  state.gate =
    gate.name === "bucket"
      ? { ...gate, tokens: 0, isDrained: true }
      : { ...gate, name: "assumed", left: 0, endsAt: now + gate.windowMs };
}

export function applyEvent(state: AccountState, event: AccountEvent, machine: string): void {
  const { gate } = state;
  if (event.type === "paused") {
    const { until, isTold } = event;
    state.pausedUntil = Math.max(state.pausedUntil, until);
    if (gate.name === "bucket") state.gate = { ...gate, tokens: Math.min(gate.tokens, 0), isDrained: true };
    else if (isTold) state.gate = reduceWindow(gate, { type: "refused", until });
    return;
  }
  const { at, permission, response } = event;
  if (gate.name === "bucket") refill(gate, state.rule as TokenBucket, countUnderWay(state), at);
  else {
    const told = response?.window ?? null;
    state.gate = reduceWindow(withUnderWay(state, gate), { type: "finished", now: at, sent: permission.sent, told });
  }
  const own = state.underWay[machine];
  if (own) own.count -= 1;
  if (own && own.count <= 0) delete state.underWay[machine];
  if (permission.round !== state.round || !response) return;
  state.refusals = response.status === 429 ? state.refusals + 1 : 0;
  if (response.status === 429) state.round += 1;
}

/**
 * Lets requests of this machine leave, whose runs have so many that wait. A run goes ahead of those before it in the line only if enough
 * is left for them too. Returns the permissions, in order.
 */
export function grant(state: AccountState, now: number, machine: string, waiting: Map<string, number>): Permission[] {
  for (const [other, { until }] of Object.entries(state.underWay)) if (until <= now) delete state.underWay[other];
  state.line = state.line.filter(({ run, until }) => until > now || waiting.has(run));
  const left = new Map(waiting);
  for (const run of left.keys()) if (!state.line.some((place) => place.run === run)) state.line.push({ run, until: 0 });
  const granted: Permission[] = [];
  for (;;) {
    const position = state.line.findIndex(({ run }) => left.has(run));
    const place = state.line[position];
    if (!place || waitMs(state, now, position) > 0) break;
    const { run } = place;
    granted.push(take(state, now, machine, run));
    state.line.splice(position, 1);
    const more = (left.get(run) ?? 1) - 1;
    left.delete(run);
    if (more <= 0) continue;
    left.set(run, more);
    state.line.push(place);
  }
  for (const place of state.line) if (left.has(place.run)) place.until = now + longestWaitMs + lateMs;
  return granted;
}

function take(state: AccountState, now: number, machine: string, run: string): Permission {
  const { gate } = state;
  const sent = gate.name === "bucket" ? { number: 0, left: 0 } : { number: gate.number, left: gate.left };
  if (gate.name === "bucket") gate.tokens -= 1;
  else state.gate = reduceWindow(withUnderWay(state, gate), { type: "sent", now });
  const count = (state.underWay[machine]?.count ?? 0) + 1;
  state.underWay[machine] = { count, until: now + longestRequestMs };
  return { run, sent, round: state.round };
}

/** How long until a request may leave after `ahead` others, as far as is known; 0 if it may now. */
export function waitMs(state: AccountState, now: number, ahead: number): number {
  const pausedMs = Math.max(0, state.pausedUntil - now);
  const { gate, rule } = state;
  if (gate.name !== "bucket") {
    state.gate = reduceWindow(withUnderWay(state, gate), { type: "asked", now, ahead });
    return Math.max(pausedMs, windowWaitMs(state.gate, now, ahead));
  }
  refill(gate, rule as TokenBucket, countUnderWay(state), now);
  return Math.max(pausedMs, bucketWaitMs(gate, rule as TokenBucket, ahead));
}

function withUnderWay(state: AccountState, window: WindowState): WindowState {
  return { ...window, underWay: countUnderWay(state) };
}

function countUnderWay({ underWay }: AccountState): number {
  return Object.values(underWay).reduce((sum, { count }) => sum + count, 0);
}

/** How long a state says something. */
export function usefulMs({ rule, pausedUntil }: AccountState, now: number): number {
  const ruleMs = "windowMs" in rule ? 2 * rule.windowMs : (rule.burst * rule.perMs) / rule.requests;
  return Math.ceil(Math.max(0, pausedUntil - now) + ruleMs);
}

/** When a machine whose run is in this place of the line asks again. */
export function nextTryMs(state: AccountState, now: number, position: number): number {
  const isProbing = state.gate.name !== "bucket" && state.gate.probe !== null && state.pausedUntil <= now;
  return Math.min(waitMs(state, now, position), isProbing ? longestProbeWaitMs : longestWaitMs);
}

/** Throws `ConfigurationError` for a state of another version. */
export function parseState(key: string, text: string): AccountState {
  try {
    const state: AccountState = JSON.parse(text);
    if (state.version === 1) return state;
  } catch {
    // The error below says it.
  }
  throw new ConfigurationError(`the rate limit ${key} is kept in a form that this version does not know`);
}

/** Without what a connector has beside it, such as functions. */
export function ruleOf(rule: Rule): Rule {
  if ("windowMs" in rule) return { windowMs: rule.windowMs, limit: rule.limit, headers: rule.headers };
  return { requests: rule.requests, perMs: rule.perMs, burst: rule.burst };
}
