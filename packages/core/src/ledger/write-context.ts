import type { ReceiptDraft } from "../contract/result";
import type { OriginFile, WriteContext } from "../contract/write";
import { AbortedError, ConfigurationError, ConnectorError, describeError, PartialWriteError } from "../errors";
import { downloadFile } from "../http/download";
import type { Http } from "../http/http";
import { beforeSending, isCredentialRefusal } from "../retry-rules";
import { asAbortSignal, Ending, type StopSignal, sleep } from "../stop";
import type { Delivery } from "./delivery";

/** The parts of a write context that are the same for every item of a run. */
export interface WriteSurroundings
  extends Pick<WriteContext<never, unknown>, "api" | "parameters" | "logger" | "ownTags" | "once"> {
  http: Http;
  signal: StopSignal;
  /** Fetches a file with the origin's credential. Throws `InputError` if the origin has none. */
  originFile(file: OriginFile): Promise<File>;
}

type Write = (item: never, context: WriteContext<never, never>) => Promise<ReceiptDraft | ReceiptDraft[]>;

/** Writes one item. Throws `PartialWriteError` with the receipts if a required part failed, or an optional one for the credential. */
export async function writeItem(
  write: Write,
  item: unknown,
  { http, api, parameters, logger, ownTags, once, signal, originFile }: WriteSurroundings,
  delivery: Delivery,
  reference: string | null,
): Promise<ReceiptDraft[]> {
  // In the order of the calls, not of their ends: the same push says the same.
  const warnings: { message?: string; receiptId: string | undefined; isPending?: boolean }[] = [];
  const parts: { name: string; error?: unknown }[] = [];
  let refused: unknown;
  const downloads = new Set<Ending>();
  /** A download that nobody waits for any more ends with the item. */
  const download: WriteContext<never, unknown>["download"] = (file, options) => {
    if (!("url" in file)) return originFile(file);
    const ending = new Ending();
    downloads.add(ending);
    return downloadFile(http, file, { ...options, signal: ending }).finally(() => downloads.delete(ending));
  };

  /** A vendor that hangs would hold the item's lock for each part in turn. */
  const giveUpIfLate = (error: unknown) => {
    if (describeError(error).code !== "timeout") return;
    const message = "not tried, since an earlier request of this item timed out: the next run tries it";
    delivery.giveUp(new ConnectorError(message, { code: "timeout", retryable: true }));
  };
  const warn = (message: string, receiptId?: string) => void warnings.push({ message, receiptId });
  const part = async <Result>(name: string, work: () => Promise<Result>): Promise<Result | undefined> => {
    const entry: (typeof parts)[number] = { name };
    parts.push(entry);
    try {
      // A refused credential would be refused for the other parts as well.
      if (refused !== undefined) throw refused;
      return await work();
    } catch (error) {
      if (isCredentialRefusal(error)) refused ??= error;
      giveUpIfLate(error);
      entry.error = error;
      return undefined;
    }
  };
  const context: WriteContext<never, unknown> = {
    api,
    parameters,
    logger,
    ownTags,
    once,
    get signal() {
      return asAbortSignal(signal);
    },
    startedAt: delivery.startedAt,
    begun: delivery.begun,
    reference,
    step: delivery.step,
    async optional(name, step, receiptId) {
      const warning: (typeof warnings)[number] = { receiptId };
      warnings.push(warning);
      try {
        return await delivery.step(name, step);
      } catch (error) {
        if (ConfigurationError.isInstance(error)) throw error;
        if (isCredentialRefusal(error)) refused ??= error;
        giveUpIfLate(error);
        const { message } = describeError(error);
        const outcome = delivery.isUnknown(name) ? `it is unknown whether ${name} was added` : `${name} was not added`;
        warning.message = `${outcome}: ${message}`;
        warning.isPending = delivery.mayFollow(name);
        return undefined;
      }
    },
    isUnknown: delivery.isUnknown,
    part,
    async eachPart(keys, name, work) {
      const done: Awaited<ReturnType<typeof work>>[] = [];
      for (const key of keys) await part(name(key), async () => void done.push(await work(key)));
      return done;
    },
    warn,
    warnPending: (message, receiptId) => void warnings.push({ message, receiptId, isPending: true }),
    download,
    checkUrl: (url) => http.checkUrl(url).catch((error: unknown) => Promise.reject(beforeSending(error))),
    sleep: (ms) => sleep(ms, signal, () => new AbortedError("the run was stopped while a writer waited")),
  };
  const written = await write(item as never, context as never).finally(() => {
    for (const ending of downloads) ending.abort(new AbortedError("the item has ended"));
  });
  const faults = parts.filter((part) => "error" in part);
  const receipts = receiptsOf(written, parts.length > 0 && faults.length === parts.length);
  for (const { message, receiptId, isPending } of warnings) {
    const receipt = receipts.find(({ id }) => id === receiptId) ?? receipts[0];
    if (!receipt || message === undefined) continue;
    receipt.warnings = [...new Set([...(receipt.warnings ?? []), message])];
    if (isPending) receipt.pending = true;
  }
  const [first] = faults;
  if (first && parts.length === 1 && receipts.length === 0) throw first.error;
  if (first) {
    const messages = faults.map(({ name, error }) => `${name}: ${describeError(error).message}`);
    const summary = `${faults.length} of ${parts.length} parts failed; ${messages.join("; ")}`;
    throw new PartialWriteError(summary, { receipts, cause: first.error });
  }
  if (refused !== undefined) throw new PartialWriteError(describeError(refused).message, { receipts, cause: refused });
  return receipts;
}

/** Copies of the receipts that a writer returned. Throws `ConfigurationError` for anything else. */
function receiptsOf(written: unknown, mayBeEmpty: boolean): ReceiptDraft[] {
  const list: unknown[] = Array.isArray(written) ? written : [written];
  const fail = (found: string): never => {
    throw new ConfigurationError(`write returned ${found}: expected a receipt { id }, with the record's id as text`);
  };
  if (list.length === 0 && !mayBeEmpty) fail("an empty list");
  return list.map((receipt) => {
    if (typeof receipt !== "object" || receipt === null)
      return fail(receipt === undefined ? "nothing" : JSON.stringify(receipt));
    const { id } = receipt as { id?: unknown };
    if (typeof id !== "string" || id === "")
      return fail(`a receipt with ${id === undefined ? "no id" : `the id ${JSON.stringify(id)}`}`);
    return { ...(receipt as ReceiptDraft) };
  });
}
