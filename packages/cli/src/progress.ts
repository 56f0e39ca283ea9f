import type { RunEvent } from "@hrflow-connectors/core";

/** Where progress is shown. */
export interface ProgressOutput {
  write(text: string): unknown;
  isTTY?: boolean | undefined;
  columns?: number | undefined;
}

/** On a terminal, the line is drawn again this often at most. */
const redrawMs = 100;
/** Elsewhere, a line is written this often at most. */
const lineMs = 5_000;

/** Shows how far a run is: one line that changes on a terminal, a line every few seconds elsewhere. */
export function createProgress(
  output: ProgressOutput,
  { isDry = false, now = () => performance.now() }: { isDry?: boolean | undefined; now?: () => number } = {},
) {
  const startedAt = now();
  let shownAt = startedAt;
  const figures: Omit<ProgressFigures, "elapsedMs"> = { read: 0, done: 0, failed: 0, total: undefined };
  let isDrawn = false;
  const text = () => progressText({ ...figures, elapsedMs: now() - startedAt });
  const show = () => {
    const isDue = now() - shownAt >= (output.isTTY ? redrawMs : lineMs);
    if (!isDue) return;
    shownAt = now();
    if (!output.isTTY) return void output.write(`${text()}\n`);
    isDrawn = true;
    // A line that wraps could not be drawn over.
    output.write(`\r\u001b[2K${text().slice(0, (output.columns ?? 80) - 1)}`);
  };
  return {
    onEvent(event: RunEvent) {
      if (countEvent(figures, event, isDry)) show();
    },
    /** Leaves nothing of the line on a terminal, and the last figures elsewhere. */
    end() {
      if (isDrawn) output.write("\r\u001b[2K");
      if (!output.isTTY) output.write(`${text()}\n`);
    },
  };
}

/** Counts an event of a run. Returns whether it changed a figure that is worth showing. */
export function countEvent(figures: Omit<ProgressFigures, "elapsedMs">, event: RunEvent, isDry: boolean): boolean {
  if (event.type === "item.read") {
    figures.read += 1;
    // No event tells that an item was planned.
    if (isDry) figures.done += 1;
  } else if (event.type === "read.total") figures.total = event.total;
  else if (isDry) return false;
  else if (event.type === "item.written" || event.type === "item.discarded") figures.done += 1;
  else if (event.type === "item.failed" && event.failure.stage !== "read") figures.failed += 1;
  else return false;
  return true;
}

/** The figures of a run at one moment. */
export interface ProgressFigures {
  read: number;
  done: number;
  failed: number;
  total: number | undefined;
  elapsedMs: number;
}

/** `120 of 400 done, 2 failed, 12.0/s, 23 s left`; what is not known is left out. */
export function progressText({ read, done, failed, total, elapsedMs }: ProgressFigures): string {
  const ended = done + failed;
  const perSecond = elapsedMs > 0 ? (ended * 1_000) / elapsedMs : 0;
  const parts = [total === undefined ? `${ended} of ${read} read` : `${ended} of ${Math.max(total, read)}`];
  if (failed > 0) parts.push(`${failed} failed`);
  if (perSecond > 0) parts.push(`${perSecond.toFixed(1)}/s`);
  const left = total === undefined ? 0 : Math.max(total, read) - ended;
  if (perSecond > 0 && left > 0) parts.push(`${duration(left / perSecond)} left`);
  return parts.join(", ");
}

function duration(seconds: number): string {
  const whole = Math.ceil(seconds);
  if (whole < 60) return `${whole} s`;
  return whole < 3_600 ? `${Math.ceil(whole / 60)} min` : `${(whole / 3_600).toFixed(1)} h`;
}
