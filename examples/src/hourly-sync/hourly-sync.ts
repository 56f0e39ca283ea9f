import { setTimeout } from "node:timers/promises";
import { parseArgs } from "node:util";
import { createFileStore } from "@hrflow-connectors/stores/file";
import { accounts } from "./accounts";
import { syncOnce } from "./sync";

/*
 * Syncs HrFlow.ai and Lever every hour, here against fakes that another process serves:
 *
 *   npm run build
 *   npm run fakes -w examples
 *   npm run hourly-sync -w examples              stop it with Ctrl-C whenever you like, and start it again
 *   npm run hourly-sync -w examples -- --once    one round, for cron
 */
const { values } = parseArgs({
  options: {
    once: { type: "boolean", default: false },
    /** Where cursors, deliveries and dead letters are kept. */
    state: { type: "string", default: ".hourly-sync" },
    fakes: { type: "string", default: "http://127.0.0.1:4010" },
  },
});

// `once`: the second Ctrl-C meets no listener, so it ends the process at once. The next start then looks up what is not known.
const stop = new AbortController();
process.once("SIGINT", () => {
  console.log("Stopping. Ctrl-C again ends at once.");
  stop.abort();
});

const options = {
  store: createFileStore({ directory: values.state }),
  signal: stop.signal,
  // Sends every request to the fakes. Leave it out to reach the real accounts.
  fetch: (request: Request) => fetch(new Request(`${values.fakes}/${request.url.replace("https://", "")}`, request)),
};

while (!stop.signal.aborted) {
  let isWhole = true;
  for await (const [name, result] of syncOnce(accounts, options)) {
    const { read_success: read, write_success: written } = result.events;
    console.log(`${name}: ${result.status} ${result.reason}, ${read} read, ${written} written`);
    for (const { stage, reference, error } of result.failures) console.log(`  ${stage} ${reference}: ${error.message}`);
    if (result.status !== "success") isWhole = false;
  }
  if (values.once) {
    process.exitCode = isWhole ? 0 : 1;
    break;
  }
  await setTimeout(3_600_000, undefined, { signal: stop.signal }).catch(() => undefined);
}
// All that matters is stored. A request that was given up may keep its connection, and the process with it, for minutes.
if (stop.signal.aborted) process.exit(130);
