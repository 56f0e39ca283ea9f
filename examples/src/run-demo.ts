import { atsList } from "./ats-list";
import { createFakes } from "./create-fakes";
import { parseDemoOptions, usage } from "./demo-options";
import { describePushes, describeReceived, indent } from "./describe";
import { ProfileFault } from "./read-profile";
import { type Progress, type Push, type StepSettings, steps } from "./steps";

/**
 * Runs the demo and answers the exit code: 0 only if everything was delivered, 1 if not, 2 where the command line or the
 * profile is not understood, 130 after Ctrl-C.
 */
export async function runDemo(words: string[], create: StepSettings["createFakes"] = createFakes): Promise<number> {
  const options = parseDemoOptions(words);
  if (options === "help" || "fault" in options) {
    console.log(options === "help" ? usage : `${options.fault}\n\n${usage}`);
    return options === "help" ? 0 : 2;
  }
  const stop = new AbortController();
  process.once("SIGINT", () => stop.abort());
  const pushes: Push[] = [];
  const progress = { pushes } as Progress;
  try {
    await steps(progress, { path: options.profile, createFakes: create, signal: stop.signal }).run();
  } catch (error) {
    if (!(error instanceof ProfileFault)) throw error;
    return 2;
  }
  for (const { name, requests, held } of atsList) {
    console.log(`\n${name} received\n${indent(describeReceived(requests(progress.fakes)))}`);
    console.log(`\n${name} holds\n${indent(held(progress.fakes).join("\n") || "nothing")}`);
  }
  console.log(`\n${describePushes(pushes)}`);
  if (stop.signal.aborted) return 130;
  return pushes.every(({ result }) => result.status === "success") ? 0 : 1;
}
