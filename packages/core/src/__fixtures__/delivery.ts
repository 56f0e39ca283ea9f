import { ApiCallError, ConnectorError, InputError, NetworkError, ResponseShapeError } from "../errors";
import { createOwnership } from "../ledger/adoption";
import { createDelivery, type DeliverySettings } from "../ledger/delivery";
import { createDeliveryRecord, type DeliveryRecord } from "../ledger/delivery-record";

/** Complete settings of a delivery whose records no other item owns. */
export function deliverySettings(settings: Pick<DeliverySettings, "record" | "save"> & Partial<DeliverySettings>) {
  const { signal } = new AbortController();
  return { signal, vendorOffsetMs: () => undefined, ownership: ownershipOfRun()("item"), ...settings };
}

/** The ownership of each item of a run, by the item. */
export const ownershipOfRun = () =>
  createOwnership({ store: undefined, account: crypto.randomUUID(), signal: new AbortController().signal });

/** A delivery, with copies of its steps as each save found them. */
export function deliveryOf(
  record: DeliveryRecord = createDeliveryRecord("hash"),
  settings: Partial<DeliverySettings> = {},
) {
  const saved: DeliveryRecord["steps"][] = [];
  const save = async () => void saved.push(structuredClone(record.steps));
  return { delivery: createDelivery(deliverySettings({ record, save, ...settings })), record, saved };
}

/** A record whose step `person` was about to run when its process died. */
export function openRecord(): DeliveryRecord {
  const record = createDeliveryRecord("hash");
  record.steps.person = { status: "intended", at: record.startedAt };
  return record;
}

/** The id of a record that a step created, which is all that is kept. */
export const keepId = ({ id }: { id: string }) => ({ id });

/** A step that creates a record with this id. */
export const created = (id: string) => ({ create: async () => ({ id }), keep: keepId });

/** A step whose request fails. */
export const failing = (error: Error) => ({ create: () => Promise.reject(error), keep: keepId });

export const refusal = (status: number) =>
  new ApiCallError({ method: "POST", url: "https://api.acme.example", status });

/** Errors after which it is unknown whether the vendor created the record. */
export const unknownOutcomes: [string, Error][] = [
  ["a reset", new NetworkError("reset", { cause: { code: "ECONNRESET" } })],
  ["a timeout", new NetworkError("late", { code: "timeout" })],
  ["500", refusal(500)],
  ["503", refusal(503)],
  ["408", refusal(408)],
  ["a broken response", new ResponseShapeError("HTML")],
  ["a bug of the writer", new TypeError("x is undefined")],
];

/** Errors after which the vendor certainly created nothing. */
export const knownOutcomes: [string, Error][] = [
  ["400", refusal(400)],
  ["401", refusal(401)],
  ["422", refusal(422)],
  ["429", refusal(429)],
  ["a rate limit that left no room", new ConnectorError("busy", { code: "rate_limited", retryable: true })],
  ["an item that cannot be sent", new InputError("no name")],
  ["a connection that was never established", new NetworkError("refused", { cause: { syscall: "connect" } })],
];
