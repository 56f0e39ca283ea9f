import { ConfigurationError } from "@hrflow-connectors/core";
import { createSharedLimiter, type SharedLimiter } from "./shared-limiter";

/** What the limiter uses of a `Pool` of `pg`. */
export interface PostgresPool {
  query(text: string, values?: unknown[]): Promise<{ rows?: Record<string, unknown>[] }>;
  on?(event: "error", listener: (error: Error) => void): unknown;
}

export interface PostgresLimiterOptions {
  /** Connected by the caller, who also ends it. */
  pool: PostgresPool;
  /** Default: the first of the search path. */
  schema?: string | undefined;
  /** Default `hrflow_limits`. */
  table?: string | undefined;
}

export interface PostgresLimiter extends SharedLimiter {
  /** Creates the table if it is missing. */
  createTable(): Promise<void>;
}

/**
 * Keeps the rate limits of accounts in a table of PostgreSQL, for all machines that use it. Requests fail with `ConnectorError` and the
 * code `limiter_unavailable` if PostgreSQL is away for ten seconds, and with `ConfigurationError` if the table is missing: they were
 * not sent.
 *
 * @example
 * const limiter = postgresLimiter({ pool: new Pool({ connectionString }) });
 * await limiter.createTable();
 */
export function postgresLimiter({ pool, schema, table = "hrflow_limits" }: PostgresLimiterOptions): PostgresLimiter {
  const name = [...(schema === undefined ? [] : [schema]), table]
    .map((part) => `"${part.replace(/"/g, '""')}"`)
    .join(".");
  const now = "floor(extract(epoch FROM clock_timestamp()) * 1000)::float8";
  const expiry = "clock_timestamp() + $3 * interval '1 millisecond'";
  const sql = {
    read: `SELECT ${now} AS now, (SELECT state FROM ${name} WHERE key = $1 AND expires_at > clock_timestamp()) AS text`,
    // An expired row counts as none.
    insert: `WITH saved AS (
  INSERT INTO ${name} AS known (key, state, expires_at) VALUES ($1, $2, ${expiry})
  ON CONFLICT (key) DO UPDATE SET state = excluded.state, expires_at = excluded.expires_at
  WHERE known.expires_at <= clock_timestamp() RETURNING 1
) SELECT ${now} AS now, (SELECT count(*) FROM saved)::int AS saved`,
    update: `WITH saved AS (
  UPDATE ${name} SET state = $2, expires_at = ${expiry} WHERE key = $1 AND state = $4 RETURNING 1
) SELECT ${now} AS now, (SELECT count(*) FROM saved)::int AS saved`,
    sweep: `DELETE FROM ${name} WHERE expires_at < clock_timestamp() - interval '1 hour'`,
    // Unlogged: nothing in it is worth a write to the disk. In turn: two processes that create a table at once would fail.
    create: `SELECT pg_advisory_xact_lock(hashtext('hrflow-connectors'));
CREATE UNLOGGED TABLE IF NOT EXISTS ${name} (
  key text COLLATE "C" PRIMARY KEY,
  state text NOT NULL,
  expires_at timestamptz NOT NULL
)`,
  };
  listenOnce(pool);
  const query = async (text: string, values?: unknown[]) => {
    try {
      return (await pool.query(text, values)).rows?.[0] ?? {};
    } catch (cause) {
      if ((cause as { code?: unknown }).code !== "42P01") throw cause;
      throw new ConfigurationError(`postgresLimiter: there is no table ${name}: call createTable() once`, { cause });
    }
  };
  const limiter = createSharedLimiter({
    name: "PostgreSQL",
    async read(key) {
      const row = await query(sql.read, [key]);
      return { text: row.text as string | null, now: Number(row.now) };
    },
    async swap(key, before, after, ttlMs) {
      if (before === null) await query(sql.sweep);
      const values = [key, after, ttlMs];
      const row = await (before === null ? query(sql.insert, values) : query(sql.update, [...values, before]));
      return { isSwapped: Number(row.saved) === 1, now: Number(row.now) };
    },
  });
  return {
    ...limiter,
    async createTable() {
      await query(sql.create);
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
