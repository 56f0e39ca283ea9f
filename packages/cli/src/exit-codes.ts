import type { CheckResult, RunResult } from "@hrflow-connectors/core";

/** How the program ends. */
export const exitCodes = {
  success: 0,
  fatal: 1,
  /** The command line, the config or a parameter. */
  usage: 2,
  /** Something was delivered, and something was not. */
  partial: 3,
  credentialRefused: 4,
  /** Ctrl-C, as shells report it. */
  stopped: 130,
} as const;

const usageReasons: readonly string[] = [
  "bad_action_parameters",
  "bad_origin_parameters",
  "bad_target_parameters",
  "workflow_id_not_found",
  "origin_does_not_support_incremental",
  "backend_not_configured_in_incremental_mode",
];

/** The exit code of a run. `wasStopped`: by Ctrl-C, which a deadline is not. */
export function exitCodeOfRun({ status, reason, failures }: RunResult, wasStopped: boolean): number {
  if (wasStopped && reason === "aborted") return exitCodes.stopped;
  if (usageReasons.includes(reason)) return exitCodes.usage;
  if (failures.some(({ error }) => error.code === "authentication_failed")) return exitCodes.credentialRefused;
  if (status === "fatal") return exitCodes.fatal;
  return status === "success" ? exitCodes.success : exitCodes.partial;
}

/** The exit code of a check: what has to be corrected first decides. */
export function exitCodeOfCheck({ findings }: CheckResult): number {
  const errors = findings.filter(({ level }) => level === "error");
  if (errors.some(({ code }) => code === "invalid_parameters")) return exitCodes.usage;
  if (errors.some(({ code }) => code === "credential_refused")) return exitCodes.credentialRefused;
  return errors.length > 0 ? exitCodes.fatal : exitCodes.success;
}
