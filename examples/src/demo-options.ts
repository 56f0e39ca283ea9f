import { parseArgs } from "node:util";

export interface DemoOptions {
  /** The file to push, as the user wrote it. */
  profile: string | undefined;
}

export const usage = `Pushes a profile from HrFlow.ai to Lever and to Greenhouse, twice, against fakes on this machine.

  npm run demo                              the profile of examples/profile.json
  npm run demo -- --profile my-profile.json any HrFlow.ai profile`;

/** Reads the command line; answers a sentence when it is not understood. */
export function parseDemoOptions(words: string[]): DemoOptions | { fault: string } | "help" {
  try {
    const { values } = parseArgs({
      args: words,
      options: { profile: { type: "string" }, help: { type: "boolean", short: "h" } },
    });
    return values.help ? "help" : { profile: values.profile };
  } catch (error) {
    return { fault: error instanceof Error ? error.message : "the command line is not understood" };
  }
}
