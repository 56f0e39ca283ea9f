import { spawn } from "node:child_process";
import { once } from "node:events";
import { afterEach, expect, it } from "vitest";
import { createHolder, currentProcess, isAbandoned, parseHolder } from "./lock-holder";

const cleanups: (() => void)[] = [];
afterEach(() => {
  for (const cleanUp of cleanups.splice(0)) cleanUp();
});

const minute = 60_000;
const self = await currentProcess();
const holder = createHolder(self, 1_000.2);
/** Only Linux reports when a process started. Elsewhere a running process may have a reused id. */
const reportsStartTimes = self.startedAt !== "";

it("encodes a holder completely in a unique name", () => {
  expect(parseHolder(holder.name)).toEqual(holder);
  expect(holder).toMatchObject({ pid: process.pid, ttlMs: 1_001, renewedAt: expect.any(Number) });
  expect(createHolder(self, 1_000).name).not.toBe(createHolder(self, 1_000).name);
});

it.each(["", "notes.txt", `${process.pid}.1.1000.1000@host`, `x${holder.name}`, `${holder.name}~`, `._${holder.name}`])(
  "finds no holder in the name %j",
  (name) => {
    expect(parseHolder(name)).toBeNull();
  },
);

it("does not abandon the lock of a running process of this host, whatever the clock says", async () => {
  expect(await isAbandoned(holder, self)).toBe(false);
  expect(await isAbandoned({ ...holder, renewedAt: 0 }, self)).toBe(false);
});

it("abandons the lock of an ended process whose id was reused", async () => {
  expect(await isAbandoned({ ...holder, startedAt: "1" }, self)).toBe(reportsStartTimes);
  expect(await isAbandoned({ ...holder, startedAt: "" }, self)).toBe(false);
});

it("abandons the lock of an ended process, even if it is still a zombie", async () => {
  // The shell's child ends at once and stays a zombie: the shell turns into `sleep`, which never waits for it.
  const parent = spawn("sh", ["-c", "sh -c : & echo $!; exec sleep 60"], { stdio: ["ignore", "pipe", "ignore"] });
  cleanups.push(() => parent.kill("SIGKILL"));
  const [pid] = await once(parent.stdout, "data");
  const zombie = { ...holder, pid: Number(pid), startedAt: "" };
  await expect.poll(() => isAbandoned(zombie, self), { timeout: 20_000 }).toBe(reportsStartTimes);

  const exit = once(parent, "exit");
  const killed = { ...holder, pid: parent.pid ?? 0 };
  parent.kill("SIGKILL");
  await exit;
  expect(await isAbandoned(killed, self)).toBe(true);
});

it("abandons the lock of another host only when its time to live has passed by any clock", async () => {
  const remote = { ...holder, host: "elsewhere+00000000" };
  expect(await isAbandoned({ ...remote, renewedAt: Date.now() }, self)).toBe(false);
  expect(await isAbandoned({ ...remote, renewedAt: Date.now() - 5 * minute }, self)).toBe(false);
  expect(await isAbandoned({ ...remote, renewedAt: Date.now() - 5 * minute - 1_001 }, self)).toBe(true);
});
