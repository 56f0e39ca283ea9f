/** The command line, the config or a parameter has to be changed before anything can run. The message says what to do. */
export class UsageError extends Error {
  override name = "UsageError";
}
