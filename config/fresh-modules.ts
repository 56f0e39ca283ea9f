import { vi } from "vitest";

// The files of a package's tests share a process. Each file gets its own modules: their state, hooks and mocks end with it.
vi.resetModules();
// Turns and rate limits, which core keeps for all its copies in a process.
for (const key of Object.getOwnPropertySymbols(globalThis))
  if (key.description?.startsWith("hrflow-connectors.")) Reflect.deleteProperty(globalThis, key);
