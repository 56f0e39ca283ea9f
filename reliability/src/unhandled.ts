export interface UnhandledWatch {
  /** What nobody handled since the last call. */
  take(): Promise<string[]>;
  stop(): void;
}

/** Watches for promises and errors that nobody handles. */
export function watchUnhandled(): UnhandledWatch {
  let found: string[] = [];
  const note = (error: unknown) => void found.push(`nobody handled ${error}`);
  process.on("unhandledRejection", note);
  process.on("uncaughtException", note);
  return {
    async take() {
      // They are told of once the microtasks are done.
      await new Promise((resolve) => setImmediate(resolve));
      const all = found;
      found = [];
      return all;
    },
    stop() {
      process.off("unhandledRejection", note);
      process.off("uncaughtException", note);
    },
  };
}
