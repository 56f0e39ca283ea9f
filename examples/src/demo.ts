import { runDemo } from "./run-demo";

// `npm run demo | head` closes the pipe early, which is not an error.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.exit();
});
process.exitCode = await runDemo(process.argv.slice(2));
