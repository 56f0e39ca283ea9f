/* What an implementation of `RunOptions.limiter` needs to keep a vendor's window as the process does. */
export type { SentRequest, ToldWindow, WindowEvent, WindowState } from "./rate-window";
export { createWindowState, readWindow, reduceWindow, windowWaitMs } from "./rate-window";
