import { ConfigurationError, type Fence, type Store } from "@hrflow-connectors/core";
import { assertText, atServer, createServerLeases, escapeKey, type ServerErrors, unescapeKey } from "./server-lease";

/** What the store uses of a `Pool` of `pg`. */
export interface PostgresPool {
  query(text: string, values?: unknown[]): Promise<{ rows: Record<string, unknown>[]; rowCount: number | null }>;
  on?(event: "error", listener: (error: Error) => void): unknown;
}

export interface PostgresStoreOptions {
  /** Created by the caller, who also ends it. */
  pool: PostgresPool;
  /** Where the tables are. It must exist. Default: the first one of the connection's `search_path`. */
  schema?: string | undefined;
  /** Name of the table with the values, at most 57 bytes. That of the locks has `_locks` after it. Default `hrflow_connectors_store`. */
  table?: string | undefined;
}

export interface PostgresStore extends Store {
  /** Creates the two tables unless they exist. Nothing else creates them. */
  createTables(): Promise<void>;
}

/**
 * Keeps each value in a row of PostgreSQL 12 or later, with locks across processes. A process that lost a lock cannot save under it. Each
 * operation is one statement, so any pooler may stand between.
 *
 * Throws `ConnectorError` with the code `store_unavailable` if PostgreSQL cannot be reached, `lease_lost` for a write whose lease was
 * lost, and `ConfigurationError` for all else, such as a missing table.
 *
 * @example
 * const store = postgresStore({ pool: new Pool({ connectionString }) });
 * await store.createTables();
 */
export function postgresStore({
  pool,
  schema,
  table = "hrflow_connectors_store",
}: PostgresStoreOptions): PostgresStore {
  const sql = createStatements(schema, table);
  listenOnce(pool);
  const query = (what: string, text: string, ...values: unknown[]) =>
    atServer(postgresErrors, what, () => pool.query(text, values));
  let hasSwept = false;
  const leases = createServerLeases({
    async acquire(lock, token, ttlMs) {
      const { rowCount } = await query(`lock ${lock}`, sql.acquire, await indexedOf(lock), token, ttlMs);
      if (!hasSwept) await query("remove old locks", sql.sweep);
      hasSwept = true;
      return rowCount === 1;
    },
    renew: async (lock, token, ttlMs) =>
      (await query(`renew the lock of ${lock}`, sql.renew, await indexedOf(lock), token, ttlMs)).rowCount === 1,
    release: async (lock, token) => {
      await query(`release ${lock}`, sql.release, await indexedOf(lock), token);
    },
  });
  const queryFenced = async (fence: Fence, what: string, text: string, ...values: unknown[]) => {
    const { rowCount } = await query(what, text, await indexedOf(fence.lock), fence.token, ...values);
    if (rowCount !== 1) throw leases.refused(fence);
  };
  return {
    async getItem(key) {
      const { rows } = await query(`read ${key}`, sql.read, await indexedOf(key));
      return rows[0]?.value ?? null;
    },
    async setItem(key, value, { fence } = {}) {
      assertText("postgresStore", key, value);
      const indexed = await indexedOf(key);
      const row = [indexed, escapeKey(key) === indexed ? null : escapeKey(key), value];
      await (fence
        ? queryFenced(fence, `save ${key}`, sql.saveFenced, ...row)
        : query(`save ${key}`, sql.save, ...row));
    },
    async removeItem(key, { fence } = {}) {
      const indexed = await indexedOf(key);
      const what = `remove ${key}`;
      await (fence ? queryFenced(fence, what, sql.removeFenced, indexed) : query(what, sql.remove, indexed));
    },
    async getKeys(base) {
      const start = startOf(escapeKey(base)).replace(/[\\%_]/g, "\\$&");
      const { rows } = await query("list the keys", sql.list, `${start}%`);
      return rows.map(({ key }) => unescapeKey(String(key))).filter((key) => key.startsWith(base));
    },
    lock: leases.lock,
    async createTables() {
      await atServer(postgresErrors, "create the tables", () => pool.query(sql.create));
    },
  };
}

const listened = new WeakSet<PostgresPool>();

/** An idle connection that breaks is replaced by the pool. Without a listener its error would end the process. */
function listenOnce(pool: PostgresPool): void {
  if (listened.has(pool)) return;
  listened.add(pool);
  pool.on?.("error", () => {});
}

function createStatements(schema: string | undefined, table: string) {
  // PostgreSQL cuts longer names off, and both tables would be one.
  if (table === "" || new TextEncoder().encode(`${table}_locks`).length > 63)
    throw new ConfigurationError("postgresStore: the name of the table must have 1 to 57 bytes");
  const nameOf = (name: string) => [...(schema === undefined ? [] : [schema]), name].map(quoted).join(".");
  const [values, locks] = [nameOf(table), nameOf(`${table}_locks`)];
  const until = "clock_timestamp() + $3 * interval '1 millisecond'";
  const own = "key = $1 AND token = $2 AND expires_at > clock_timestamp()";
  const replace = "ON CONFLICT (key) DO UPDATE SET value = excluded.value, updated_at = excluded.updated_at";
  // Nobody can take the lock over until the statement has ended.
  const held = `WITH held AS MATERIALIZED (SELECT 1 FROM ${locks} WHERE ${own} FOR SHARE)`;
  return {
    read: `SELECT value FROM ${values} WHERE key = $1`,
    save: `INSERT INTO ${values} (key, long_key, value, updated_at) VALUES ($1, $2, $3, now()) ${replace}`,
    saveFenced: `${held}, saved AS (
  INSERT INTO ${values} (key, long_key, value, updated_at) SELECT $3, $4, $5, now() FROM held ${replace}
) SELECT 1 FROM held`,
    remove: `DELETE FROM ${values} WHERE key = $1`,
    removeFenced: `${held}, removed AS (
  DELETE FROM ${values} WHERE key = $3 AND EXISTS (SELECT 1 FROM held)
) SELECT 1 FROM held`,
    list: `SELECT coalesce(long_key, key) AS key FROM ${values} WHERE key LIKE $1`,
    acquire: `INSERT INTO ${locks} AS known (key, token, expires_at) VALUES ($1, $2, ${until})
ON CONFLICT (key) DO UPDATE SET token = excluded.token, expires_at = excluded.expires_at
WHERE known.expires_at <= clock_timestamp() OR known.token = excluded.token`,
    renew: `UPDATE ${locks} SET expires_at = ${until} WHERE ${own}`,
    release: `DELETE FROM ${locks} WHERE key = $1 AND token = $2`,
    // Of processes that were killed, and whose keys nobody locked since.
    sweep: `DELETE FROM ${locks} WHERE key IN (
  SELECT key FROM ${locks} WHERE expires_at < clock_timestamp() - interval '1 day' FOR UPDATE SKIP LOCKED
)`,
    // In turn: two processes that create a table at once would fail.
    create: `SELECT pg_advisory_xact_lock(hashtext('hrflow-connectors'));
CREATE TABLE IF NOT EXISTS ${values} (
  key text COLLATE "C" PRIMARY KEY,
  long_key text,
  value text NOT NULL,
  updated_at timestamptz NOT NULL
);
CREATE TABLE IF NOT EXISTS ${locks} (
  key text COLLATE "C" PRIMARY KEY,
  token text NOT NULL,
  expires_at timestamptz NOT NULL
);`,
  };
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** In bytes. An index takes 2,700 at most. */
const longestIndexed = 1_000;

/** The escaped key. Of a longer one the start and a hash: `\~` is in no escaped key. */
async function indexedOf(key: string): Promise<string> {
  const escaped = escapeKey(key);
  const bytes = new TextEncoder().encode(escaped);
  if (bytes.length <= longestIndexed) return escaped;
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return `${startOf(escaped)}\\~${Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}

/** At most 200 characters, without half of a surrogate pair at the end. */
function startOf(escaped: string): string {
  return escaped.slice(0, 200).replace(/\p{Surrogate}$/u, "");
}

/** Connections, serialization, resources, an operator's intervention, the disk; a lock that timed out; a server that became read-only. */
const transientStates = /^(08|40|53|57|58)|^(55P03|25006)$/;

/** How errors of `pg` begin that have no code. These quote no value. */
const passingMessages = /^(Connection terminated|timeout e|Query read timeout|Client (was closed|has encountered))/;
/** Those that do not pass by themselves: a password that is missing, a pool that ended, a server without TLS. */
const lastingMessages = /^(SASL: |Cannot use a pool|The server does not support SSL)/;

const postgresErrors: ServerErrors = {
  server: "PostgreSQL",
  isTransient(error) {
    const state = stateOf(error);
    if (state !== undefined) return transientStates.test(state);
    return error instanceof Error && !(error instanceof TypeError) && !lastingMessages.test(error.message);
  },
  reasonOf(error) {
    const state = stateOf(error);
    if (state === "42P01") return `${state}, a table is missing: call createTables() once`;
    if (state !== undefined) return state;
    if (!(error instanceof Error)) return "a non-Error value";
    const { code, name, message } = error as NodeJS.ErrnoException;
    return code ?? (passingMessages.test(message) || lastingMessages.test(message) ? message : name);
  },
};

/** The five characters by which PostgreSQL names an error. Those of the operating system, such as `EPIPE`, have no digit. */
function stateOf(error: unknown): string | undefined {
  const { code } = (error ?? {}) as { code?: unknown };
  return typeof code === "string" && /^(?=.*\d)[0-9A-Z]{5}$/.test(code) ? code : undefined;
}
