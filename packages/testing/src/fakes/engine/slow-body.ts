const stepMs = 100;

/** The same answer, whose body comes drop by drop, until it ends or the signal is aborted. */
export async function slowBody(answered: Response, bytesPerSecond: number, request: Request): Promise<Response> {
  const { status, headers } = answered;
  const bytes = new Uint8Array(await answered.arrayBuffer());
  if (bytes.length === 0) return new Response(null, { status, headers });
  const size = Math.max(1, Math.round((bytesPerSecond * stepMs) / 1000));
  const pauseMs = Math.max(stepMs, (size / bytesPerSecond) * 1000);
  let sent = 0;
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        await pause(pauseMs, request);
        if (request.signal.aborted) return controller.error(request.signal.reason);
        controller.enqueue(bytes.slice(sent, sent + size));
        sent += size;
        if (sent >= bytes.length) controller.close();
      },
    },
    { highWaterMark: 0 },
  );
  return new Response(body, { status, headers });
}

/** The timer holds the request, which hears of an abort only while something holds it. */
function pause(ms: number, request: Request): Promise<void> {
  if (request.signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      request.signal.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    request.signal.addEventListener("abort", end);
  });
}
