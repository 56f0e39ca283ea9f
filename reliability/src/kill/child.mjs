// A process that pushes, and that its parent may kill at any moment. Plain JavaScript, so that it starts at once.
import { encryptedStore } from "@hrflow-connectors/core";
import { createFileStore } from "@hrflow-connectors/core/file-store";

const { server, connector, input, directory, encryptionKey, times } = JSON.parse(process.argv[2]);
const { [connector]: pushing } = await import(`@hrflow-connectors/${connector}`);

/** The vendor's host goes in front of the path. */
async function viaParent(request) {
  const { method, headers, signal } = request;
  const { host, pathname, search } = new URL(request.url);
  const body = request.body === null ? null : await request.arrayBuffer();
  return fetch(`${server}/${host}${pathname}${search}`, { method, headers, body, signal, redirect: "manual" });
}

let goOn;
process.on("message", () => goOn());
// Whether the work is done or the parent is gone.
process.on("disconnect", () => process.exit());

/** Nothing happens until the parent says so. */
async function moment(name) {
  const word = new Promise((resolve) => {
    goOn = resolve;
  });
  process.send({ moment: name });
  await word;
}

const files = createFileStore({ directory });
const kindOf = (key) =>
  key.includes(":token:") ? "the token" : key.includes(":delivery:") ? "the delivery" : "the run";
const observed = {
  ...files,
  async setItem(key, value) {
    await moment(`before ${kindOf(key)} is kept`);
    await files.setItem(key, value);
    await moment(`after ${kindOf(key)} is kept`);
  },
};
const store = encryptionKey ? encryptedStore(observed, encryptionKey) : observed;

const results = [];
for (let n = 0; n < times; n++) results.push(await pushing.pushProfile(input, { fetch: viaParent, store }));
process.send({ results }, () => process.disconnect());
