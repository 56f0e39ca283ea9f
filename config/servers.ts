import { type ChildProcess, execFile, spawn } from "node:child_process";
import { accessSync, chownSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";

/** A server in a folder of its own, for tests. */
export interface TestServer {
  port: number;
  url: string;
  /** Starts it again, on the same port and with the same data. */
  start(): Promise<void>;
  /** Kills it, as a power failure does. What it confirmed stays on the disk. */
  kill(): Promise<void>;
  /** Kills it and removes its folder. */
  remove(): Promise<void>;
}

/** A program that a test needs. */
export interface ServerProgram {
  path: string | null;
  /** For `describe.skipIf`. */
  isMissing: boolean;
  /** For the name of what is skipped. Empty if the program is installed. */
  note: string;
}

/** Throws in place of a missing program if `REQUIRE_SERVERS` is 1: where servers are installed on purpose, no test may be skipped. */
function find(name: string, folders: string[]): ServerProgram {
  const path = folders.map((folder) => join(folder, name)).find(isThere) ?? null;
  if (path === null && process.env.REQUIRE_SERVERS === "1") throw new Error(`${name} is not installed`);
  return { path, isMissing: path === null, note: path === null ? ` (skipped: ${name} is not installed)` : "" };
}

function isThere(path: string): boolean {
  try {
    accessSync(path);
    return true;
  } catch {
    return false;
  }
}

const searched = (process.env.PATH ?? "").split(delimiter);
/** Where Debian has the programs of PostgreSQL, the latest version first. */
const debians = "/usr/lib/postgresql";
const versions = isThere(debians) ? readdirSync(debians).sort((one, other) => Number(other) - Number(one)) : [];

export const redis = find("redis-server", searched);
export const postgres = find("postgres", [...searched, ...versions.map((version) => join(debians, version, "bin"))]);

/** Starts a Redis that keeps all that it confirms. */
export async function startRedis(...settings: string[]): Promise<TestServer> {
  const [folder, port] = [createFolder(), await freePort()];
  const own = ["--appendonly", "yes", "--appendfsync", "always", "--save", "", "--maxmemory-policy", "noeviction"];
  const place = ["--bind", "127.0.0.1", "--port", String(port), "--dir", folder];
  return startServer(folder, `redis://127.0.0.1:${port}`, port, {
    program: redis.path ?? "redis-server",
    settings: [...place, ...own, ...settings],
    isReady: /Ready to accept connections/,
  });
}

/** Starts a PostgreSQL with an empty database and a superuser `postgres` without a password. */
export async function startPostgres(...settings: string[]): Promise<TestServer> {
  const [folder, port] = [createFolder(), await freePort()];
  const user = userOf(folder);
  const data = join(folder, "data");
  const program = postgres.path ?? "postgres";
  const initdb = join(program, "..", "initdb");
  const options = ["-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"];
  await promisify(execFile)(initdb, options, { ...user, cwd: folder, env: {} });
  // Nothing here outlives the machine.
  const fast = ["-c", "fsync=off", "-c", "listen_addresses=127.0.0.1", "-c", "shared_buffers=16MB"];
  return startServer(folder, `postgresql://postgres@127.0.0.1:${port}/postgres`, port, {
    program,
    settings: ["-D", data, "-p", String(port), "-k", folder, ...fast, ...settings],
    isReady: /database system is ready to accept connections/,
    user,
  });
}

interface Command {
  program: string;
  settings: string[];
  /** A line that it prints once it accepts connections. */
  isReady: RegExp;
  user?: { uid?: number; gid?: number };
}

async function startServer(folder: string, url: string, port: number, command: Command): Promise<TestServer> {
  let child: ChildProcess | undefined;
  const killNow = () => {
    child?.kill("SIGKILL");
    rmSync(folder, { recursive: true, force: true });
  };
  // Also if a test process ends early.
  process.once("exit", killNow);
  const server: TestServer = {
    port,
    url,
    async start() {
      child = await begin(command, folder);
    },
    async kill() {
      const ended = child;
      if (!ended || ended.exitCode !== null || ended.signalCode !== null) return;
      // PostgreSQL ends its processes at once then; a SIGKILL would leave them behind for a moment.
      const exit = new Promise((resolve) => ended.once("exit", resolve));
      ended.kill(command.user ? "SIGQUIT" : "SIGKILL");
      await exit;
    },
    async remove() {
      await server.kill();
      process.off("exit", killNow);
      rmSync(folder, { recursive: true, force: true });
    },
  };
  await server.start();
  return server;
}

function begin({ program, settings, isReady, user }: Command, folder: string): Promise<ChildProcess> {
  const child = spawn(program, settings, { ...user, cwd: folder, env: {}, stdio: ["ignore", "pipe", "pipe"] });
  const printed: string[] = [];
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`${program} ended with ${code}:\n${printed.join("\n")}`)));
    for (const output of [child.stdout, child.stderr]) {
      createInterface({ input: output }).on("line", (line) => {
        printed.push(line);
        if (isReady.test(line)) resolve(child);
      });
    }
  });
}

function createFolder(): string {
  return mkdtempSync(join(tmpdir(), "server-"));
}

/** PostgreSQL refuses to run as root: the user that its package has created owns the folder then. */
function userOf(folder: string): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {};
  const [, , uid, gid] = /^postgres:.*$/m.exec(readFileSync("/etc/passwd", "utf8"))?.[0].split(":") ?? [];
  if (uid === undefined) throw new Error("PostgreSQL does not run as root, and there is no user postgres");
  const user = { uid: Number(uid), gid: Number(gid) };
  chownSync(folder, user.uid, user.gid);
  return user;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}
