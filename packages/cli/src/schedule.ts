import { Cron } from "croner";
import { UsageError } from "./usage-error";

/** When a workflow runs: a cron expression with 5 fields, or 6 with seconds first. */
export type Schedule = string | ZonedSchedule;

export interface ZonedSchedule {
  cron: string;
  /** Such as `"Europe/Paris"`. Default: that of the machine. */
  timezone?: string;
}

/** Throws `UsageError` for an invalid schedule. */
export function checkSchedule(workflow: string, schedule: unknown): void {
  try {
    startJob(schedule as Schedule, { paused: true }).stop();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError(
      `workflows.${workflow}.schedule: ${reason}. Expected a cron expression, such as "0 * * * *", or { cron, timezone }.`,
    );
  }
}

/** The reports of `runOnSchedule`. */
export interface ScheduleReports {
  /** A run was due while the last one was under way. */
  skipped(workflow: string): void;
  next(workflow: string, at: Date): void;
}

/**
 * Starts workflows on their schedules until the signal aborts, then waits for the runs under way. `run` must not reject. A run that is due
 * while the last one of its workflow is under way is left out.
 */
export async function runOnSchedule(
  schedules: Record<string, Schedule>,
  run: (workflow: string) => Promise<void>,
  reports: ScheduleReports,
  signal: AbortSignal,
): Promise<void> {
  const running = new Map<string, Promise<void>>();
  const jobs = Object.entries(schedules).map(([name, schedule]) => {
    const job: Cron = startJob(schedule, {}, () => {
      if (running.has(name)) return reports.skipped(name);
      const end = () => {
        running.delete(name);
        announce();
      };
      running.set(name, run(name).then(end, end));
    });
    const announce = () => {
      const at = signal.aborted ? null : job.nextRun();
      if (at) reports.next(name, at);
    };
    announce();
    return job;
  });
  await new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
  for (const job of jobs) job.stop();
  await Promise.all(running.values());
}

function startJob(schedule: Schedule, options: { paused?: boolean }, work: () => void = () => {}): Cron {
  const { cron, timezone } = typeof schedule === "string" ? { cron: schedule, timezone: undefined } : schedule;
  return new Cron(cron, { ...options, ...(timezone === undefined ? {} : { timezone }) }, work);
}
