import { startVirtualTime, type VirtualTime } from "@hrflow-connectors/testing/vitest";
import { afterAll, beforeAll } from "vitest";

/** The virtual time and the error monitor that the tests of a file share. */
export interface Harness {
  time: VirtualTime;
  unhandled: UnhandledErrors;
}

export interface UnhandledErrors {
  /** Returns the rejections and errors that went unhandled since the last call. */
  take(): Promise<string[]>;
  stop(): void;
}

/** Sets up the harness for the enclosing test file or `describe`. Its properties exist once the tests run. */
export function useHarness(): Harness {
  const harness = {} as Harness;
  beforeAll(() => {
    Object.assign(harness, { time: startVirtualTime(), unhandled: collectUnhandledErrors() });
  });
  afterAll(() => {
    harness.time.stop();
    harness.unhandled.stop();
  });
  return harness;
}

export function collectUnhandledErrors(): UnhandledErrors {
  let found: string[] = [];
  const record = (error: unknown) => void found.push(`unhandled error: ${error}`);
  process.on("unhandledRejection", record);
  process.on("uncaughtException", record);
  return {
    async take() {
      // Node reports unhandled rejections after the microtasks have run.
      await new Promise((resolve) => setImmediate(resolve));
      const all = found;
      found = [];
      return all;
    },
    stop() {
      process.off("unhandledRejection", record);
      process.off("uncaughtException", record);
    },
  };
}
