import { spawn } from "node:child_process";
import { once } from "node:events";
import { afterEach, expect, it } from "vitest";
import { currentHolder, isAbandoned, parseHolder } from "./lock-holder";

const cleanups: (() => void)[] = [];
afterEach(() => {
  for (const cleanUp of cleanups.splice(0)) cleanUp();
});

const hour = 3_600_000;
const justRenewed = () => Date.now() + hour;
const self = await currentHolder(1_000.2);
/** Only Linux reports when a process started. Elsewhere a running process may have a reused id, so renewals decide. */
const reportsStartTimes = self.startedAt !== "";

it("encodes a holder completely in a unique name", async () => {
  expect(parseHolder(self.name)).toEqual(self);
  expect(self).toMatchObject({ pid: process.pid, ttlMs: 1_001 });
  expect((await currentHolder(1_000)).name).not.toBe((await currentHolder(1_000)).name);
});

it.each(["", "notes.txt", `${process.pid}.1.1000@host`, `x${self.name}`])("finds no holder in the name %j", (name) => {
  expect(parseHolder(name)).toBeNull();
});

it("does not abandon the lock of a running process, even if it was not renewed", async () => {
  expect(await isAbandoned(self, justRenewed(), self)).toBe(false);
  expect(await isAbandoned(self, 0, self)).toBe(!reportsStartTimes);
});

it("abandons the lock of an ended process whose id was reused", async () => {
  const earlier = { ...self, startedAt: "1" };
  expect(await isAbandoned(earlier, justRenewed(), self)).toBe(reportsStartTimes);
  expect(await isAbandoned({ ...self, startedAt: "" }, justRenewed(), self)).toBe(false);
  expect(await isAbandoned({ ...self, startedAt: "" }, 0, self)).toBe(true);
});

it("abandons the lock of an ended process, even if it is still a zombie", async () => {
  // The shell's child ends at once and stays a zombie: the shell turns into `sleep`, which never waits for it.
  const parent = spawn("sh", ["-c", "sh -c : & echo $!; exec sleep 60"], { stdio: ["ignore", "pipe", "ignore"] });
  cleanups.push(() => parent.kill("SIGKILL"));
  const [pid] = await once(parent.stdout, "data");
  const zombie = { ...self, pid: Number(pid), startedAt: "" };
  await expect.poll(() => isAbandoned(zombie, justRenewed(), self), { timeout: 20_000 }).toBe(reportsStartTimes);

  const exit = once(parent, "exit");
  const killed = { ...self, pid: parent.pid ?? 0 };
  parent.kill("SIGKILL");
  await exit;
  expect(await isAbandoned(killed, justRenewed(), self)).toBe(true);
});

it("abandons the lock of another host only when its time to live has passed", async () => {
  const remote = { ...self, host: "elsewhere+00000000" };
  expect(await isAbandoned(remote, Date.now(), self)).toBe(false);
  expect(await isAbandoned(remote, Date.now() - 1_001, self)).toBe(true);
});
