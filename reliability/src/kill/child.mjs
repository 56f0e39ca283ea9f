// A process that pushes, and that its parent may kill at any moment. Plain JavaScript, so that it starts fast.
import { encryptedStore } from "@hrflow-connectors/stores/encrypted";
import { createFileStore } from "@hrflow-connectors/stores/file";

const { server, connector, input, directory, encryptionKey, times } = JSON.parse(process.argv[2]);
const { [connector]: pushing } = await import(`@hrflow-connectors/${connector}`);

/** Sends a request to the parent's server, with the vendor's host in front of the path. */
async function fetchFromParent(request) {
  const { method, headers, signal } = request;
  const { host, pathname, search } = new URL(request.url);
  const body = request.body === null ? null : await request.arrayBuffer();
  return fetch(`${server}/${host}${pathname}${search}`, { method, headers, body, signal, redirect: "manual" });
}

let proceed;
process.on("message", () => proceed());
// The work is done, or the parent has ended.
process.on("disconnect", () => process.exit());

/** Reports a store write to the parent, and waits until the parent lets the process continue. */
async function reportWrite(phase, key) {
  const permission = new Promise((resolve) => {
    proceed = resolve;
  });
  process.send({ phase, key });
  await permission;
}

const files = createFileStore({ directory });
const observed = {
  ...files,
  async setItem(key, value) {
    await reportWrite("before", key);
    await files.setItem(key, value);
    await reportWrite("after", key);
  },
};
const store = encryptionKey ? encryptedStore(observed, encryptionKey) : observed;

const results = [];
for (let n = 0; n < times; n++) results.push(await pushing.pushProfile(input, { fetch: fetchFromParent, store }));
process.send({ results }, () => process.disconnect());
