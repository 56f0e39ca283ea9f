import type { Failure, Plan, Receipt, RunResult } from "@hrflow-connectors/core";
import { createColors } from "picocolors";
import type { LostFields } from "../lost-fields";
import { showPlan } from "../show-plan";
import { explain, type NextSettings, nextAfter } from "./explanations";
import type { Mask } from "./masking";

/** More would fill the context of a model. The counts are always whole. */
export const maxShown = 25;

/** The first of a list, and how many more there are. */
export function firstOf<T, Shown>(list: readonly T[], show: (one: T) => Shown): { shown: Shown[]; more: number } {
  return { shown: list.slice(0, maxShown).map(show), more: Math.max(0, list.length - maxShown) };
}

/** A run as structured content: what is not known to be free of people goes through the mask. */
export function reportRun(result: RunResult, lost: LostFields[], mask: Mask, settings: NextSettings) {
  const { runId, status, reason, events, receipts, failures, plan, archiving } = result;
  const next = nextAfter(result, settings);
  return {
    ...{ runId, status, reason },
    read: events.read_success,
    ...(plan ? reportPlan(plan, lost, mask) : reportReceipts(result, mask)),
    failed: failures.length,
    failures: firstOf(failures, (failure) => reportFailure(failure, mask)).shown,
    ...(archiving ? { archiving: { ...archiving, ...skipped(archiving.skipped, mask) } } : {}),
    ...(next ? { next } : {}),
    ...(receipts.length > maxShown || failures.length > maxShown ? { shownAtMost: maxShown } : {}),
  };
}

function skipped(text: string | undefined, mask: Mask): { skipped?: string } {
  return text === undefined ? {} : { skipped: mask.text(text) };
}

function reportReceipts({ events, receipts }: RunResult, mask: Mask) {
  const count = (test: (receipt: Receipt) => unknown) => receipts.filter(test).length;
  return {
    written: events.write_success,
    discarded: events.logics_discard,
    deliveredBefore: count(({ replayed }) => replayed),
    changedSince: count(({ changed }) => changed),
    receipts: firstOf(receipts, ({ reference, id, url, warnings, ...marks }) => ({
      reference: mask.reference(reference),
      id: mask.reference(id),
      ...(url === undefined ? {} : { url: mask.text(url) }),
      ...(warnings ? { warnings: warnings.map(mask.text) } : {}),
      ...marksOf(marks),
    })).shown,
  };
}

function marksOf({ pending, replayed, changed, archived }: Partial<Receipt>) {
  const marks = { pending, deliveredBefore: replayed, changedSince: changed, archived };
  return Object.fromEntries(Object.entries(marks).filter(([, value]) => value === true));
}

function reportFailure({ stage, reference, error, deadLetter }: Failure, mask: Mask) {
  const { status, retryable, message } = error;
  return {
    stage,
    // Of a parameter, it is the path.
    reference: reference !== null && stage === "parameters" ? mask.path(reference) : mask.reference(reference),
    ...explain(error),
    ...(status === undefined ? {} : { status }),
    retryable,
    message: mask.text(message),
    ...(deadLetter === undefined ? {} : { failure: deadLetter }),
  };
}

function reportPlan({ counts, items }: Plan, lost: LostFields[], mask: Mask) {
  const maskedLost = lost.map(({ reference, fields }) => ({
    reference: mask.reference(reference),
    fields: fields.map(mask.path),
  }));
  const lostOf = new Map(maskedLost.map(({ reference, fields }) => [reference, fields]));
  const maskedItems = items.slice(0, maxShown).map(({ action, reference, id, item, changes, notes }) => ({
    action,
    reference: mask.reference(reference),
    ...(id === undefined ? {} : { id: mask.reference(id) ?? "" }),
    ...(item === undefined ? {} : { item: mask.data(item) }),
    ...(changes === undefined
      ? {}
      : {
          changes: changes.map(({ field, from, to }) => ({
            field: mask.path(field),
            from: mask.data(from),
            to: mask.data(to),
          })),
        }),
    ...(notes === undefined ? {} : { notes: notes.map(mask.text) }),
  }));
  const planned = maskedItems.map((one) => ({ ...one, lost: lostOf.get(one.reference) ?? [] }));
  return { counts, planned, diff: showPlan({ counts, items: maskedItems }, maskedLost, createColors(false)) };
}
