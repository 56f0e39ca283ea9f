import { vi } from "vitest";

/*
 * Test files share a process, because a process of its own costs each file a second to load libraries. They share no state: before
 * each file, modules of ours are forgotten, and what core keeps beside its modules. What the last test has replaced is restored.
 */
vi.useRealTimers();
vi.unstubAllGlobals();
vi.unstubAllEnvs();
vi.resetModules();
for (const key of Object.getOwnPropertySymbols(globalThis)) {
  if (key.description?.startsWith("hrflow-connectors.")) Reflect.deleteProperty(globalThis, key);
}
