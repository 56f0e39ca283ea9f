import { parseArgs } from "node:util";
import { atsList } from "./ats-list";
import { createFakes } from "./create-fakes";
import { describePushes, describeWrites, indent, type Push } from "./describe";
import { ProfileError } from "./read-profile";
import { type Progress, type StepSettings, steps } from "./steps";

export interface DemoOptions {
  /** Path of the profile to push, as the user wrote it. */
  profile: string | undefined;
}

const usage = `Pushes a profile from HrFlow.ai to Lever and to Greenhouse, twice, and pulls people from Lever, against local fakes.

  npm run demo                              push examples/profile.json
  npm run demo -- --profile my-profile.json push any HrFlow.ai profile`;

/**
 * Runs the demo and returns the exit code: 0 if everything was delivered, 1 if not, 2 if the command line or the profile
 * is invalid, 130 after Ctrl-C.
 */
export async function runDemo(args: string[], create: StepSettings["createFakes"] = createFakes): Promise<number> {
  const options = parseDemoOptions(args);
  if (options === "help" || "error" in options) {
    console.log(options === "help" ? usage : `${options.error}\n\n${usage}`);
    return options === "help" ? 0 : 2;
  }
  const stop = new AbortController();
  process.once("SIGINT", () => stop.abort());
  const pushes: Push[] = [];
  const progress = { pushes } as Progress;
  try {
    await steps(progress, { path: options.profile, createFakes: create, signal: stop.signal }).run();
  } catch (error) {
    if (!(error instanceof ProfileError)) throw error;
    return 2;
  }
  for (const { name, requests, records } of atsList) {
    console.log(`\nWrite requests to ${name}\n${indent(describeWrites(requests(progress.fakes)))}`);
    console.log(`\nRecords in ${name}\n${indent(records(progress.fakes).join("\n") || "none")}`);
  }
  console.log(`\n${describePushes(pushes)}`);
  if (stop.signal.aborted) return 130;
  const results = [...pushes.map(({ result }) => result), progress.pull];
  return results.every((result) => result?.status === "success") ? 0 : 1;
}

/** Parses the command line. Returns an error message if it is invalid. */
export function parseDemoOptions(args: string[]): DemoOptions | { error: string } | "help" {
  try {
    const { values } = parseArgs({
      args,
      options: { profile: { type: "string" }, help: { type: "boolean", short: "h" } },
    });
    return values.help ? "help" : { profile: values.profile };
  } catch (error) {
    return { error: error instanceof Error ? error.message : "the command line is invalid" };
  }
}
