import { serve } from "@hrflow-connectors/testing/fakes";
import { createAccounts } from "./accounts";

/** Serves the fakes on port 4010 until Ctrl-C, since they have to outlive the sync. */
const { served } = createAccounts({ postings: 40, people: 200, profiles: 60 });
console.log(`HrFlow.ai and Lever are served at ${(await serve(served, 4010)).url}. Ctrl-C ends them.`);
