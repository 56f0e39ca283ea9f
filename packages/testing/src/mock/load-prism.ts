/** Those that this package is tested with; later ones want Node 24. */
const libraries = [
  "@stoplight/prism-core@5.8.0",
  "@stoplight/prism-http@5.12.0",
  "@stoplight/prism-http-server@5.12.2",
];

/** Loading Prism takes two seconds and installing it 90 MB, which only those who start it should pay. */
export async function loadPrism() {
  try {
    const [{ createServer }, { getHttpOperationsFromSpec }, { createLogger }] = await Promise.all([
      import("@stoplight/prism-http-server"),
      import("@stoplight/prism-http"),
      import("@stoplight/prism-core"),
    ]);
    return { createServer, getHttpOperationsFromSpec, createLogger };
  } catch (error) {
    if (!isMissing(error)) throw error;
    throw new Error(`startMock needs Prism: npm install --save-dev ${libraries.join(" ")}`, { cause: error });
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ERR_MODULE_NOT_FOUND";
}
