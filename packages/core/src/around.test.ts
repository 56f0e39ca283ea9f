import { AsyncLocalStorage } from "node:async_hooks";
import { describe, expect, it } from "vitest";
import {
  type AcmeReadContext,
  createAcme,
  inputFor,
  people,
  postCandidate,
  runAcme,
  stream,
  targetSecret,
} from "./__fixtures__/acme";
import { apiError, deadLettersIn, writeExcept } from "./__fixtures__/dead-letters";
import { connectionError, createRecordingFetch, json } from "./__fixtures__/recording-fetch";
import { surround } from "./around";
import type { Around, AroundOutcome, RunOptions } from "./contract/run";
import { createHttp } from "./http/http";
import { replay } from "./run/replay";
import { createMemoryStore } from "./state/state";

type AroundFunction = NonNullable<RunOptions["around"]>;

/** An `around` that records what it surrounds, and how that ended. */
function createRecorder() {
  const surrounded: { what: Around; outcome: AroundOutcome }[] = [];
  const around: AroundFunction = async (what, work) => void surrounded.push({ what, outcome: await work() });
  const of = <Type extends Around["type"]>(type: Type) =>
    surrounded.filter(({ what }) => what.type === type) as {
      what: Extract<Around, { type: Type }>;
      outcome: Extract<AroundOutcome, { type: Type }>;
    }[];
  return { around, surrounded, of };
}

const created = () => json({ id: "1" }, 201);

it("is called around the run, each item and each attempt, with how each ended", async () => {
  const { around, of } = createRecorder();
  const { fetch } = createRecordingFetch(json({}, 429), created());
  const { result } = await runAcme(
    { read: () => stream(people(2)), write: postCandidate, concurrency: 1 },
    {},
    { fetch, around },
  );
  const run = { runId: result.runId, workflowId: "workflow", connector: "acme", action: "push_profile" };
  expect(of("run")).toMatchObject([
    { what: { ...run, origin: "Acme people", target: "Acme candidates", dryRun: false }, outcome: { result } },
  ]);
  expect(of("item").map(({ what, outcome }) => [what.index, outcome.outcome])).toEqual([
    [0, "written"],
    [1, "written"],
  ]);
  const request = { ...run, method: "POST", url: "https://api.acme.example/candidates", template: "/candidates" };
  expect(of("request")).toMatchObject([
    { what: { ...request, attempt: 1 }, outcome: { status: 429 } },
    { what: { ...request, attempt: 2 }, outcome: { status: 201 } },
    { what: { ...request, attempt: 1 }, outcome: { status: 201 } },
  ]);
});

it("lets a tracer's context be current in the user's functions and requests that it surrounds", async () => {
  const current = new AsyncLocalStorage<string[]>();
  const around: AroundFunction = ({ type }, work) => current.run([...(current.getStore() ?? []), type], work);
  const seen: Record<string, string[] | undefined> = {};
  const { fetch } = createRecordingFetch(() => {
    seen.request = current.getStore();
    return created();
  });
  const format = ({ reference }: { reference: string }) => {
    seen.format = current.getStore();
    return { name: reference };
  };
  const callback = () => {
    seen.callback = current.getStore();
  };
  await runAcme({ read: () => stream(people(1)), write: postCandidate }, { format, callback }, { fetch, around });
  expect(seen).toEqual({ request: ["run", "item", "request"], format: ["run", "item"], callback: ["run"] });
});

const throwing: Record<string, AroundFunction> = {
  "throws before the work": () => {
    throw new Error("broken");
  },
  "throws after it began the work": (_, work) => {
    void work();
    throw new Error("broken");
  },
  "rejects after the work": async (_, work) => {
    await work();
    throw new Error("broken");
  },
  "rejects before the work": async () => {
    throw new Error("broken");
  },
};

const forgetful: Record<string, AroundFunction> = {
  "never begins the work": () => undefined,
  "never begins the work, and never ends": () => new Promise(() => {}),
  "begins the work too late": async (_, work) => {
    await new Promise((resolve) => setTimeout(resolve, 5));
    return work();
  },
};

const patient: Record<string, AroundFunction> = {
  "begins the work twice": (_, work) => Promise.all([work(), work()]),
  "ends before the work": async (_, work) => void work(),
  "never ends": (_, work) => {
    void work();
    return new Promise(() => {});
  },
};

describe.each(Object.entries({ ...throwing, ...forgetful, ...patient }))("an `around` that %s", (name, around) => {
  it("loses and doubles nothing, and is logged at most once", async () => {
    const { fetch, requests } = createRecordingFetch(created());
    const settings = { read: () => stream(people(4)), write: postCandidate };
    const { result, lines } = await runAcme(settings, {}, { fetch, around });
    expect(result).toMatchObject({ status: "success", events: { read_success: 4, write_success: 4 } });
    expect(requests.map(({ body }) => JSON.parse(body).name).sort()).toEqual(["p0", "p1", "p2", "p3"]);
    await new Promise((resolve) => setTimeout(resolve, 20));
    const logged = lines.filter(({ message }) => message.startsWith("around"));
    const throws = { fields: { error: { message: "broken" } }, message: "around failed; the run goes on" };
    const forgets = { message: "around did not call `work` before it returned; the run goes on" };
    expect(logged).toMatchObject(name in throwing ? [throws] : name in forgetful ? [forgets] : []);
  });
});

it("tells how items ended that were not written", async () => {
  const { around, of } = createRecorder();
  const logics = [({ name }: { name: string }) => (name === "p0" ? null : { name })];
  const settings = { read: () => stream(people(3)), write: writeExcept({ p1: apiError(422) }), concurrency: 1 };
  await runAcme(settings, { logics }, { around });
  await runAcme(settings, { dryRun: true }, { around });
  const controller = new AbortController();
  const stop = ({ reference }: { reference: string }) => {
    controller.abort();
    return { name: reference };
  };
  await runAcme({ concurrency: 1 }, { format: stop }, { around, signal: controller.signal });
  const ended = of("item").map(({ outcome: { outcome, failure } }) => [outcome, failure?.error.status]);
  expect(ended.slice(0, 3)).toEqual([
    ["discarded", undefined],
    ["failed", 422],
    ["written", undefined],
  ]);
  expect(ended.slice(3).map(([outcome]) => outcome)).toEqual(["planned", "planned", "planned", "stopped"]);
});

it("tells the error of an attempt without a response, and no secret", async () => {
  const { around, of, surrounded } = createRecorder();
  const { fetch } = createRecordingFetch(new TypeError(`could not send ${targetSecret}`));
  const acme = createAcme({ read: () => stream(people(1)), write: postCandidate });
  await acme.pushProfile(inputFor({}, `workflow of ${targetSecret}`), { fetch, around });
  expect(of("request")).toMatchObject([{ outcome: { error: { code: "network_error", retryable: true } } }]);
  expect(JSON.stringify(surrounded)).not.toContain(targetSecret);
});

it("does not tell the path of the document where a request was redirected", async () => {
  const { around, of } = createRecorder();
  const redirect = new Response(null, { status: 302, headers: { location: "/v2/people" } });
  const { fetch } = createRecordingFetch(redirect, json({ people: [] }));
  const read = async function* ({ api }: AcmeReadContext) {
    yield* (await api.GET("/people")).people;
  };
  await runAcme({ read }, {}, { fetch, around });
  expect(of("request").map(({ what }) => [what.url, what.template])).toEqual([
    ["https://api.acme.example/people", "/people"],
    ["https://api.acme.example/v2/people", undefined],
  ]);
});

it("does not tell the address of a file, which comes from an item", async () => {
  const { around, of } = createRecorder();
  const { fetch } = createRecordingFetch(new Response("%PDF-1.4 a resume"));
  const url = "https://files.example/ada-example.pdf";
  const settings = {
    read: () => stream(people(1)),
    write: async (_: unknown, { download }: { download(file: { url: string }): Promise<File> }) => ({
      id: (await download({ url })).name,
    }),
  };
  const { result } = await runAcme(settings, {}, { fetch, around });
  expect(result.receipts).toHaveLength(1);
  expect(of("request").map(({ what }) => [what.url, what.template])).toEqual([[undefined, undefined]]);
});

it("adds a header to the attempt", async () => {
  const { fetch, requests } = createRecordingFetch(created());
  const around: AroundFunction = (what, work) => {
    if (what.type === "request") what.setHeader("traceparent", "00-1-2-03");
    return work();
  };
  await runAcme({ read: () => stream(people(1)), write: postCandidate }, {}, { fetch, around });
  expect(requests.map(({ headers }) => headers.traceparent)).toEqual(["00-1-2-03"]);
});

it("gives a replay the text that the first run's tracer set", async () => {
  const store = createMemoryStore();
  const { around, of } = createRecorder();
  const tracing: AroundFunction = (what, work) => {
    if (what.type === "run") what.setTrace(`trace of ${what.workflowId}`.padEnd(600));
    return around(what, work);
  };
  const write = writeExcept({ p1: apiError(503) });
  const { result } = await runAcme({ write }, {}, { store, around: tracing });
  expect(await deadLettersIn(store, result.runId)).toHaveLength(1);
  const { targetParameters } = inputFor();
  await replay(createAcme().pushProfile, { runId: result.runId, targetParameters }, { store, around });
  expect(of("run").map(({ what }) => what.replayOf)).toEqual([
    undefined,
    { runId: result.runId, trace: "trace of workflow".padEnd(512) },
  ]);
});

it("is called around the attempts of a typed client, which belong to no run", async () => {
  const { around, of } = createRecorder();
  const { fetch } = createRecordingFetch(connectionError("ECONNREFUSED"), json({}));
  const http = createHttp({ fetch, around });
  await http.fetch("https://api.acme.example/people?name=ada");
  const request = { type: "request", method: "GET", url: "https://api.acme.example/people" };
  expect(of("request")).toMatchObject([
    { what: { ...request, attempt: 1 }, outcome: { error: { code: "network_error" } } },
    { what: { ...request, attempt: 2 }, outcome: { status: 200 } },
  ]);
  expect(of("request")[0]?.what.runId).toBeUndefined();
});

it("passes on the failure of the work, also if the user's function does not wait for it", async () => {
  const failing = () => Promise.reject(new Error("the work failed"));
  const ignoring: AroundFunction = (_, work) => void work();
  const what: Around = { type: "request", method: "GET", attempt: 1, waitedMs: 0, setHeader() {} };
  const tell = (): AroundOutcome => ({ type: "request", status: 200 });
  await expect(surround(ignoring, what, failing, tell)).rejects.toThrow("the work failed");
});
