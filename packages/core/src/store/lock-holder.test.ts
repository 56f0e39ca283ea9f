import { spawn } from "node:child_process";
import { once } from "node:events";
import { afterEach, expect, it } from "vitest";
import { holderOf, isAbandoned, thisHolder } from "./lock-holder";

const ended: (() => void)[] = [];
afterEach(() => {
  for (const end of ended.splice(0)) end();
});

const hour = 3_600_000;
const renewed = () => Date.now() + hour;
const self = await thisHolder(1_000.2);
/** Linux tells when a process began. Elsewhere a process id that runs may be another process: the time to live decides. */
const startIsKnown = self.startedAt !== "";

it("stands in a name, whole and never the same", async () => {
  expect(holderOf(self.name)).toEqual(self);
  expect(self).toMatchObject({ pid: process.pid, ttlMs: 1_001 });
  expect((await thisHolder(1_000)).name).not.toBe((await thisHolder(1_000)).name);
});

it.each(["", "notes.txt", `${process.pid}.1.1000@host`, `x${self.name}`])("is nobody by the name %j", (name) => {
  expect(holderOf(name)).toBeNull();
});

it("that lives keeps its lock, renewed or not", async () => {
  expect(await isAbandoned(self, renewed(), self)).toBe(false);
  expect(await isAbandoned(self, 0, self)).toBe(!startIsKnown);
});

it("whose process id was given to another process is no more", async () => {
  const earlier = { ...self, startedAt: "1" };
  expect(await isAbandoned(earlier, renewed(), self)).toBe(startIsKnown);
  expect(await isAbandoned({ ...self, startedAt: "" }, renewed(), self)).toBe(false);
  expect(await isAbandoned({ ...self, startedAt: "" }, 0, self)).toBe(true);
});

it("that ended is no more, also while nobody has taken notice of it", async () => {
  // The shell's child ends at once, and what the shell turns into never asks how.
  const parent = spawn("sh", ["-c", "sh -c : & echo $!; exec sleep 60"], { stdio: ["ignore", "pipe", "ignore"] });
  ended.push(() => parent.kill("SIGKILL"));
  const [pid] = await once(parent.stdout, "data");
  const unnoticed = { ...self, pid: Number(pid), startedAt: "" };
  await expect.poll(() => isAbandoned(unnoticed, renewed(), self), { timeout: 20_000 }).toBe(startIsKnown);

  const exit = once(parent, "exit");
  const noticed = { ...self, pid: parent.pid ?? 0 };
  parent.kill("SIGKILL");
  await exit;
  expect(await isAbandoned(noticed, renewed(), self)).toBe(true);
});

it("on another host is known by its time to live alone", async () => {
  const there = { ...self, host: "elsewhere+00000000" };
  expect(await isAbandoned(there, Date.now(), self)).toBe(false);
  expect(await isAbandoned(there, Date.now() - 1_001, self)).toBe(true);
});
