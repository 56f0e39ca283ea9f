import type { Logger, RunEventDetails, RunOptions } from "../contract/v1";
import type { Redactor } from "../secrets/redactor";

/** Everything that a run lets out while it goes on passes here, where secrets are struck out. */
export interface Reporter {
  /** Whether anybody listens to events. */
  listening: boolean;
  emit(event: RunEventDetails): void;
  logger: Logger;
}

export function createReporter(
  options: Pick<RunOptions, "logger" | "onEvent">,
  run: { runId: string; workflowId: string },
  redactor: Redactor,
): Reporter {
  const log = (level: keyof Logger) => (fields: object, message: string) => {
    const { logger } = options;
    if (logger) unharmed(() => logger[level](redactor.data({ ...run, ...fields }), redactor.text(message)));
  };
  const logger = { debug: log("debug"), info: log("info"), warn: log("warn"), error: log("error") };
  const emit = (event: RunEventDetails) => {
    const { onEvent } = options;
    if (!onEvent) return;
    const complete = redactor.data({ ...event, ...run, time: new Date().toISOString() });
    unharmed(
      () => onEvent(complete),
      () => logger.error({ event: event.type }, "onEvent failed; the run goes on"),
    );
  };
  return { listening: options.onEvent !== undefined, emit, logger };
}

/** Calls a user's function that must not be able to harm the run, now or by a promise that fails later. */
function unharmed(call: () => unknown, onFault: () => void = () => {}): void {
  try {
    Promise.resolve(call()).catch(onFault);
  } catch {
    onFault();
  }
}
