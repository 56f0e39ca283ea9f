import { afterAll, beforeAll } from "vitest";
import { startVirtualTime, type VirtualTime } from "./time/virtual-time";
import { type UnhandledWatch, watchUnhandled } from "./unhandled";

/** What tests run in: virtual time, and an eye on what nobody handles. */
export interface Watch {
  time: VirtualTime;
  unhandled: UnhandledWatch;
}

/** Has all tests of the file, or of the group that it is called in, run so. It is there once they run. */
export function watchTests(): Watch {
  const watch = {} as Watch;
  beforeAll(() => {
    Object.assign(watch, { time: startVirtualTime(), unhandled: watchUnhandled() });
  });
  afterAll(() => {
    watch.time.stop();
    watch.unhandled.stop();
  });
  return watch;
}
