// tsx scripts/run-tests.ts <suite> <task>... [arguments of turbo]
import { runTurbo } from "./test-runs/run-turbo";

const [suite = "tests", ...turboArguments] = process.argv.slice(2);
process.exitCode = await runTurbo(suite, turboArguments);
