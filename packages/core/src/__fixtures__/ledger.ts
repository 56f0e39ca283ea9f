import { vi } from "vitest";
import type { ReceiptDraft } from "../contract/result";
import type { Store } from "../contract/shared";
import type { Delivery } from "../ledger/delivery";
import { createLedger, type LedgerSettings } from "../ledger/ledger";
import { createRedactor } from "../redactor";
import { keepId } from "./delivery";

interface Person {
  key: string | null;
  name: string;
}

export type Write = (delivery: Delivery) => Promise<ReceiptDraft>;

/** Pushes people through a ledger, and counts what is created. */
export function createPush(store: Store | undefined, settings: Partial<LedgerSettings> = {}) {
  const create = vi.fn(async () => ({ id: `record-${create.mock.calls.length}` }));
  const onForgotten = vi.fn();
  const deliver = createLedger({
    store,
    connector: "acme",
    action: "push_profile",
    account: "account-1",
    onDuplicate: "skip",
    toJson: createRedactor(["a-secret"]).json,
    signal: new AbortController().signal,
    vendorOffsetMs: () => 0,
    protocol: undefined,
    continues: [],
    onForgotten,
    ...settings,
  });
  const push = (person: Person, write: Write = ({ step }) => step("record", { create, keep: keepId })) =>
    deliver(person.key, person, async (delivery) => [await write(delivery)]);
  return { push, create, onForgotten };
}
