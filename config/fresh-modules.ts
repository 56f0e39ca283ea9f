import { vi } from "vitest";

// The files of a package's tests share a process. Each file gets its own modules: their state, hooks and mocks end with it.
vi.resetModules();
