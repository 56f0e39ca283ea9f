import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { httpOver, type Reply, redirect } from "../__fixtures__/replies";

const url = "https://files.example/cv.pdf";
const unavailable = (headers: Record<string, string> = {}) => new Response("", { status: 503, headers });
const file = () => new Response("%PDF-1.7");
const hung = () => new Promise<Response>(() => {});

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

async function download(
  ...replies: Reply[]
): Promise<{ tookMs: number; attempts: number; code?: string; status?: number }> {
  const { http, requests } = httpOver(replies);
  const startedAt = performance.now();
  const outcome = http.download({ url }).then(
    () => ({ tookMs: performance.now() - startedAt }),
    (error: { code: string; status: number }) => ({
      code: error.code,
      status: error.status,
      tookMs: performance.now() - startedAt,
    }),
  );
  await vi.runAllTimersAsync();
  return { ...(await outcome), attempts: requests.length };
}

describe("a download", () => {
  it("has three attempts in all, whatever its redirects", async () => {
    const pair = (to: string): Reply[] => [unavailable(), redirect(to)];
    const outcome = await download(...pair("/2"), ...pair("/3"), ...pair("/4"), ...pair("/5"), file);
    expect(outcome).toMatchObject({ status: 503, attempts: 5 });
    expect(await download(...pair("/2"), ...pair("/3"), file)).toMatchObject({ attempts: 5 });
  });

  it("has two minutes in all, whatever its redirects", async () => {
    const slow = (to: string) => async () => {
      await new Promise((resolve) => setTimeout(resolve, 29_000));
      return redirect(to);
    };
    const { tookMs, code } = await download(slow("/2"), slow("/3"), slow("/4"), slow("/5"), slow("/6"), file);
    expect([tookMs, code]).toEqual([120_000, "timeout"]);
  });

  it("does not wait longer than that for a server that asks for patience at each hop", async () => {
    const patient = unavailable({ "retry-after": "70" });
    const { tookMs, status } = await download(patient, redirect("/2"), patient, redirect("/3"), patient, file);
    expect(status).toBe(503);
    expect(tookMs).toBeLessThan(72_000);
  });

  it("of a server that hangs ends in time", async () => {
    const { tookMs, code } = await download(redirect("/2"), hung);
    expect(code).toBe("timeout");
    expect(tookMs).toBeLessThanOrEqual(120_000);
  });
});

it("a read that is redirected has five minutes and five attempts in all", async () => {
  const patient = unavailable({ "retry-after": "110" });
  const { http, requests } = httpOver([
    patient,
    redirect("/2"),
    patient,
    redirect("/3"),
    patient,
    redirect("/4"),
    patient,
  ]);
  const startedAt = performance.now();
  const outcome = http.fetch("https://api.acme.example/1");
  await vi.runAllTimersAsync();
  expect((await outcome).status).toBe(503);
  expect(performance.now() - startedAt).toBeLessThan(300_000);
  expect(requests).toHaveLength(5);
});

it("a redirect is not followed with less than the timeout of a request", async () => {
  const slow = async () => {
    await new Promise((resolve) => setTimeout(resolve, 50_000));
    return redirect("/2");
  };
  const { http, requests } = httpOver([slow, slow, slow, slow, slow, slow]);
  const outcome = expect(http.fetch("https://api.acme.example/1")).rejects.toMatchObject({
    code: "timeout",
    message: "GET https://api.acme.example/2 was not sent: its time is over",
  });
  await vi.runAllTimersAsync();
  await outcome;
  expect(requests).toHaveLength(5);
});

it("a redirect is followed if the timeout is longer than the five minutes", async () => {
  const { http } = httpOver([redirect("/2"), () => new Response("done")]);
  const outcome = http.with({ timeoutMs: 600_000 }).fetch("https://api.acme.example/1");
  await vi.runAllTimersAsync();
  expect(await (await outcome).text()).toBe("done");
});
