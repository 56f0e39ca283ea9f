var __defProp = Object.defineProperty;
var __export = (target, all) => {
  for (var name in all)
    __defProp(target, name, { get: all[name], enumerable: true });
};

// src/recorded-push.ts
import createClient from "openapi-fetch";
function createRecordedNetwork() {
  const exchanges = [];
  const responses = /* @__PURE__ */ new Map();
  let server;
  const fetch = async (request) => {
    if (!server) return replay(responses.get(keyOf(request.method, new URL(request.url))), request);
    const exchange = await recorded(request, server);
    exchanges.push(exchange);
    responses.set(keyOf(exchange.method, exchange.url), exchange.response);
    return replay(exchange.response, request);
  };
  const clients = /* @__PURE__ */ new Map();
  const clientOf = ({ origin }) => {
    const client = clients.get(origin) ?? createClient({ baseUrl: origin, fetch });
    clients.set(origin, client);
    return client;
  };
  return {
    fetch,
    async record(given, call) {
      exchanges.length = 0;
      server = given;
      await call();
      server = void 0;
    },
    count: () => exchanges.length,
    async repeatByHand() {
      for (const exchange of exchanges) await sendByHand(clientOf(exchange.url), exchange);
    }
  };
}
var keyOf = (method, { origin, pathname }) => `${method} ${origin}${pathname}`;
async function replay(known, request) {
  const { method, url } = request;
  if (!request.bodyUsed) await request.arrayBuffer();
  if (!known) throw new TypeError(`nothing was recorded for ${method} ${url}`);
  const { status, headers, bytes } = known;
  return new Response(status === 204 ? null : bytes.slice(0), { status, headers });
}
async function recorded(request, server) {
  const method = request.method;
  const contentType = request.headers.get("content-type") ?? "";
  const isForm = contentType.startsWith("multipart/") || contentType.startsWith("application/x-www-form-urlencoded");
  const copy = request.clone();
  const body = method === "GET" ? void 0 : isForm ? [...await copy.formData()] : JSON.parse(await copy.text());
  const headers = Object.fromEntries(request.headers);
  if (isForm) delete headers["content-type"];
  const response = await server(request.clone());
  const bytes = await response.arrayBuffer();
  return {
    method,
    url: new URL(request.url),
    headers,
    body,
    isForm: contentType.startsWith("multipart/"),
    response: { status: response.status, headers: [...response.headers], bytes }
  };
}
async function sendByHand(client, exchange) {
  const { method, url, headers, body, isForm, response: expected } = exchange;
  const fields = body;
  const isJson = expected.headers.some(([name, value]) => name === "content-type" && value.includes("json"));
  const request = client.request;
  const { response } = await request(method.toLowerCase(), url.pathname, {
    params: { query: Object.fromEntries(url.searchParams) },
    headers,
    parseAs: isJson ? "json" : "arrayBuffer",
    ...body === void 0 ? {} : { body },
    ...Array.isArray(fields) ? { bodySerializer: () => formOf(fields, isForm) } : {}
  });
  if (response.status !== expected.status) throw new Error(`unexpected status ${response.status}`);
}
function formOf(fields, isForm) {
  if (!isForm) return new URLSearchParams(fields);
  const form = new FormData();
  for (const [name, value] of fields) form.append(name, value);
  return form;
}

// src/sample-pushes.ts
var sample_pushes_exports = {};
__export(sample_pushes_exports, {
  greenhouseV1Push: () => greenhouseV1Push,
  greenhouseV3Push: () => greenhouseV3Push,
  leverPush: () => leverPush
});
import { createMemoryStore } from "@hrflow-connectors/core";
import { formatCandidate, greenhouse } from "@hrflow-connectors/greenhouse";
import { formatOpportunity, lever } from "@hrflow-connectors/lever";
import { createGreenhouseFake, createHrflowFake, createLeverFake, joinFakes } from "@hrflow-connectors/testing/fakes";

// src/measure.ts
var noRateLimit = { requests: 1e6, perMs: 1e3, burst: 1e6 };

// src/sample-pushes.ts
var originParameters = {
  apiSecret: "not-a-real-secret",
  apiUser: "ada@example.com",
  sourceKey: "source-key-1",
  profileKey: "profile-key-1"
};
var resumeUrl = "https://files.example.com/ada.pdf";
var rateLimits = { hrflow: noRateLimit, lever: noRateLimit, greenhouse: noRateLimit };
var profile = {
  key: originParameters.profileKey,
  reference: "person-1",
  source_key: originParameters.sourceKey,
  source: { key: originParameters.sourceKey },
  created_at: "2026-01-05T09:00:00+0000",
  info: { full_name: "Ada Example", first_name: "Ada", last_name: "Example", email: "ada@example.com" },
  experiences: Array.from({ length: 6 }, (_, n2) => ({
    company: "Old Mills",
    title: `Clerk ${n2}`,
    date_start: `${2010 + n2}-03-01`,
    date_end: `${2011 + n2}-02-28`
  })),
  educations: ["Master in Mathematics", "Master", "Mathematics"].map((title) => ({
    ...{ school: "University of London", title, date_start: "2010-09-01", date_end: "2014-06-30" }
  })),
  skills: [{ name: "typescript", type: "hard" }],
  tags: [{ name: "greenhouse_job_id", value: "4000000201" }],
  attachments: [{ type: "resume", file_name: "ada", extension: ".pdf", public_url: resumeUrl }]
};
function serversOf(vendor) {
  const { apiSecret, apiUser, sourceKey } = originParameters;
  const hrflow = createHrflowFake({
    accounts: [{ apiKey: apiSecret, userEmail: apiUser }],
    sources: [sourceKey],
    profiles: [profile]
  });
  const resume = new TextEncoder().encode(`%PDF-1.4 ${"a resume ".repeat(1e4)}`);
  const headers = { "content-type": "application/pdf" };
  return joinFakes([hrflow, vendor], { files: { [resumeUrl]: () => new Response(resume, { headers }) } });
}
var leverPush = {
  name: "Lever push",
  servers: () => serversOf(createLeverFake({ apiKeys: ["not-a-real-key"] })),
  run: (fetch) => lever.pushProfile(
    {
      workflowId: "benchmark",
      originParameters,
      targetParameters: { apiKey: "not-a-real-key", clientDomain: "api", performAs: "user-1" }
    },
    { fetch, store: createMemoryStore(), rateLimits }
  ),
  format: () => formatOpportunity(profile)
};
var greenhouseV3Push = {
  name: "Greenhouse v3 push",
  servers: () => serversOf(createGreenhouseFake({ limits: { v3: 1e4 } })),
  run: (fetch) => greenhouse.pushProfile(
    {
      workflowId: "benchmark",
      originParameters,
      targetParameters: { clientId: "client-1", clientSecret: "not-a-real-secret", userId: "1" }
    },
    { fetch, store: createMemoryStore(), rateLimits }
  ),
  format: () => formatCandidate(profile)
};
var greenhouseV1Push = {
  name: "Greenhouse v1 push",
  servers: () => serversOf(createGreenhouseFake({ limits: { v1: 1e4 } })),
  run: (fetch) => greenhouse.pushProfile(
    {
      workflowId: "benchmark",
      originParameters,
      targetParameters: { auth: "not-a-real-key", onBehalfOf: "1" }
    },
    { fetch, store: createMemoryStore(), rateLimits }
  ),
  format: () => formatCandidate(profile)
};

// ../../../cpu9/one.ts
var push = sample_pushes_exports[process.argv[2]];
var n = Number(process.argv[3] ?? 600);
var network = createRecordedNetwork();
var go = async () => {
  const { status } = await push.run(network.fetch);
  if (status !== "success") throw new Error(status);
};
await network.record(push.servers(), go);
await network.record(push.servers(), go);
var work = process.argv[4] === "hand" ? async () => {
  push.format();
  await network.repeatByHand();
} : go;
for (let i = 0; i < 100; i++) await work();
var b = process.cpuUsage();
var t = performance.now();
for (let i = 0; i < n; i++) await work();
var u = process.cpuUsage(b);
console.log(process.argv[2], process.argv[4] ?? "push", "cpu", ((u.user + u.system) / 1e3 / n).toFixed(3), "wall", ((performance.now() - t) / n).toFixed(3));
