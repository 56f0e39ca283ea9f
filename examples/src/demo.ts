import { runDemo } from "./run-demo";

process.exitCode = await runDemo(process.argv.slice(2));
