import {
  ConfigurationError,
  ConnectorError,
  type Limiter,
  type LimiterRequest,
  type Turn,
} from "@hrflow-connectors/core";
import { readWindow } from "@hrflow-connectors/core/limits";
import {
  type AccountEvent,
  type AccountState,
  applyEvent,
  createAccountState,
  grant,
  nextTryMs,
  type Permission,
  parseState,
  type Rule,
  ruleOf,
  usefulMs,
  useRule,
  waitMs,
} from "./account-state";
import { createSharedText, type TextServer } from "./shared-text";
import { type Waiter, Waiters } from "./waiters";

/** How long a server may be away before the requests that wait fail. */
const patienceMs = 10_000;
const betweenTriesMs = 250;
/** What is known of an account is kept this long after its last request. */
const keptMs = 10 * 60_000;
/** More than ever end together. What was to be told to a server that stays away is lost. */
const maxEvents = 1_000;

export interface SharedLimiter extends Limiter {
  /**
   * Resolves once the server knows how the requests ended, or is away for long. Await it before the client is closed: until then, others
   * take the requests for under way, for two minutes at most.
   */
  flush(): Promise<void>;
}

/** Lets machines take turns by a state that they share. Each changes it if nobody else has since. */
export function createSharedLimiter(server: TextServer): SharedLimiter {
  const machine = crypto.randomUUID();
  const accounts = new Map<string, Account>();
  return {
    async take(request) {
      for (const [key, { isIdle }] of accounts) if (key !== request.key && isIdle()) accounts.delete(key);
      const account = accounts.get(request.key) ?? createAccount(server, request.key, machine);
      accounts.set(request.key, account);
      return account.take(request);
    },
    async flush() {
      await Promise.all([...accounts.values()].map(({ whenDone }) => whenDone()));
    },
  };
}

interface Account {
  take(request: LimiterRequest): Promise<Turn>;
  isIdle(): boolean;
  whenDone(): Promise<void>;
}

function createAccount(server: TextServer, key: string, machine: string): Account {
  const shared = createSharedText(server, key);
  const waiters = new Waiters();
  const events: AccountEvent[] = [];
  const told = new WeakSet<Waiter>();
  let rule: Rule;
  /** As it was saved last. */
  let state: AccountState | undefined;
  let saves = 0;
  /** The round of the last 429 here, which the state may not count yet. */
  let refusedRound: number | undefined;
  let failingSince: number | undefined;
  let usedAt = 0;
  let running: Promise<void> | undefined;
  let isWoken = false;
  let wake = () => {};

  const tell = (event: AccountEvent) => {
    if (events.push(event) > maxEvents) events.shift();
    start();
  };
  const turnOf = (permission: Permission): Turn => ({
    finish(response) {
      const at = shared.now();
      const window = response && "windowMs" in rule ? readWindow(response.headers, rule, at) : null;
      if (response?.status === 429) refusedRound = permission.round;
      tell({ type: "finished", at, permission, response: response && { status: response.status, window } });
    },
    pause: (ms, isTold) => tell({ type: "paused", until: shared.now() + ms, isTold }),
    refusals: () => (state ? state.refusals + (refusedRound === state.round ? 1 : 0) : 0),
  });
  const change = (text: string | null) => {
    const now = shared.now();
    const draft = text === null ? createAccountState(rule, now) : parseState(key, text);
    useRule(draft, rule, now);
    const count = events.length;
    for (const event of events) applyEvent(draft, event, machine);
    const permissions = grant(draft, now, machine, waiters.counts());
    saves += 1;
    draft.savedBy = `${machine}:${saves}`;
    const onSaved = () => {
      state = draft;
      events.splice(0, count);
      for (const permission of permissions) {
        const waiter = waiters.next(permission.run);
        if (waiter) waiter.resolve(turnOf(permission));
        // Its run was stopped meanwhile.
        else events.push({ type: "finished", at: now, permission, response: null });
      }
    };
    return { text: JSON.stringify(draft), ttlMs: keptMs + usefulMs(draft, now), onSaved };
  };
  /** Returns how long to wait before the next change. */
  const step = async (): Promise<number> => {
    // Machines that try again at once would meet again.
    if (!(await shared.save(change))) return Math.random() * 4;
    failingSince = undefined;
    const waiting = waiters.counts();
    if (!state || waiting.size === 0) return 0;
    const position = Math.max(
      0,
      state.line.findIndex(({ run }) => waiting.has(run)),
    );
    for (const [index, waiter] of waiters.all().entries()) {
      if (!told.has(waiter)) waiter.onWait(Math.ceil(waitMs(structuredClone(state), shared.now(), position + index)));
      told.add(waiter);
    }
    return nextTryMs(state, shared.now(), position);
  };
  /** Returns how long to wait before the next try; null if those who waited were refused. */
  const fail = (cause: unknown): number | null => {
    failingSince ??= performance.now();
    const isForGood = ConfigurationError.isInstance(cause);
    if (!isForGood && performance.now() - failingSince < patienceMs) return betweenTriesMs;
    failingSince = undefined;
    const message = `the rate limit could not be read: ${server.name} is unavailable for the moment`;
    const error = isForGood
      ? cause
      : new ConnectorError(message, { code: "limiter_unavailable", retryable: true, cause });
    for (const waiter of waiters.clear()) waiter.reject(error);
    return null;
  };
  const hasWork = () => !waiters.isEmpty || events.length > 0;
  const run = async () => {
    while (hasWork()) {
      isWoken = false;
      const ms = await step().catch(fail);
      // The next request tries again.
      if (ms === null && waiters.isEmpty) break;
      await pause(ms ?? 0);
    }
    running = undefined;
  };
  const pause = (ms: number) => {
    const mayGoOn = () => failingSince === undefined || waiters.isEmpty;
    if (ms <= 0 || (isWoken && mayGoOn())) return undefined;
    return new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, Math.ceil(ms));
      wake = () => {
        if (!mayGoOn()) return;
        clearTimeout(timer);
        resolve();
      };
    });
  };
  const start = () => {
    usedAt = performance.now();
    isWoken = true;
    wake();
    if (hasWork()) running ??= run();
  };
  return {
    take: ({ run, signal, isRetry, onWait, ...request }) =>
      new Promise((resolve, reject) => {
        signal.throwIfAborted();
        rule = ruleOf(request.rule);
        const end = () => signal.removeEventListener("abort", stop);
        const waiter: Waiter = {
          onWait,
          resolve(turn) {
            end();
            resolve(turn);
          },
          reject(error) {
            end();
            reject(error);
          },
        };
        const stop = () => {
          waiters.remove(run, waiter);
          reject(signal.reason);
          start();
        };
        signal.addEventListener("abort", stop, { once: true });
        waiters.add(run, waiter, isRetry);
        start();
      }),
    whenDone: async () => running,
    isIdle: () => !running && performance.now() - usedAt > keptMs,
  };
}
