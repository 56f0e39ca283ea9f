import type { Api, RequestPolicy } from "../contract/connection";
import type { PlanDraft } from "../contract/result";
import type { OriginFile } from "../contract/write";
import { ConfigurationError } from "../errors";
import { createDeadLetters, type DeadLetters, noDeadLetters, type Replayed } from "../ledger/dead-letters";
import { createLedger, type HeldDelivery, peekDelivery } from "../ledger/ledger";
import { writeItem } from "../ledger/write-context";
import { asAbortSignal } from "../stop";
import { accountHash, type Connected, connect } from "./connect";
import { addToPlan } from "./dry-run";
import type { ItemSource } from "./origin-source";
import type { CheckedActionParameters } from "./parameters";
import type { ItemWork } from "./process-item";
import type { Run } from "./run";
/** How the target of a run is reached, and what its items need of the origin. */
export interface TargetPlan {
  actionParameters: CheckedActionParameters;
  targetParameters: unknown;
  source: Pick<ItemSource, "file">;
  /** In a replay, the dead letters of its items. */
  replayed?: Replayed;
}

/** The target of a run, opened. */
export interface Target {
  api: Api<never>;
  write: ItemWork["write"];
  deadLetters: DeadLetters;
}

/** Gets the credential of the target ready, and what its items are delivered with. */
export async function openTarget(run: Run, plan: TargetPlan, beforeRequests: () => unknown): Promise<Target> {
  const { action, reporter, redactor, options, connector, runId, workflowId } = run;
  const { actionParameters, targetParameters } = plan;
  const { deliveries = run.id, ownTags = [] } = action;
  const { connection, scope, continues, write, plan: planItem } = action.target.write.choose(targetParameters);
  const account = await accountHash(connection, targetParameters, scope);
  const target: Connected = await connect(run, connection, targetParameters, {
    beforeRequests,
    onlyReads: run.plan !== undefined,
  });
  const { store } = options;
  const { idempotent } = action.target.write;
  if (run.plan) {
    const settings = { store: idempotent ? undefined : store, connector: connector.slug, action: deliveries, account };
    const deliveredBefore = actionParameters.onDuplicate === "skip" ? peekDelivery(settings) : async () => null;
    const signal = asAbortSignal(target.signal);
    const context = { ...target, signal, parameters: targetParameters, logger: reporter.logger, ownTags };
    const { plan: told } = run;
    return {
      api: target.api,
      async write(item, identity, reference) {
        const earlier = await deliveredBefore(identity, item);
        const creation: PlanDraft = { action: "create", item };
        const drafts = earlier ?? (await planItem?.(item as never, { ...context, reference } as never)) ?? creation;
        addToPlan(told, reference, Array.isArray(drafts) ? drafts : [drafts]);
        return null;
      },
      deadLetters: noDeadLetters,
    };
  }
  let isForgotten = false;
  const deliver = createLedger({
    store: idempotent ? undefined : store,
    connector: connector.slug,
    action: deliveries,
    account,
    onDuplicate: actionParameters.onDuplicate,
    toJson: redactor.json,
    signal: target.signal,
    vendorOffsetMs: target.vendorOffsetMs,
    protocol: connection.protocol,
    continues: continues ?? [],
    onForgotten() {
      if (!isForgotten && !idempotent)
        reporter.logger.info(
          {},
          "there is no store to remember deliveries: the same push again creates another record",
        );
      isForgotten = true;
    },
  });
  const surroundings = { ...target, parameters: targetParameters as never, logger: reporter.logger, ownTags };
  /** Of one item: no request of it starts once its lock is lost, or the run turns out to lack what its file needs. */
  const surroundingsOf = ({ refusal }: HeldDelivery) => {
    let lack: ConfigurationError | undefined;
    const originFile = (file: OriginFile) =>
      plan.source.file(run, file).catch((error: unknown) => {
        if (ConfigurationError.isInstance(error)) lack = error;
        throw error;
      });
    if (!refusal && !plan.replayed) return { ...surroundings, originFile };
    const policy = { refusal: () => lack ?? refusal?.() ?? run.refusal?.() } as RequestPolicy;
    return { ...surroundings, originFile, api: target.api.with(policy), http: target.http.with(policy) };
  };
  const origin = { runId, workflowId, connector: connector.slug, action: run.id, deliveries };
  return {
    api: target.api,
    write(item, identity, reference, names) {
      // Under the lock of the delivery: what waits for another process, or sends nothing, takes no room from others.
      const writeWith = (delivery: HeldDelivery) =>
        target.deliver(() => writeItem(write, item, surroundingsOf(delivery), delivery, reference));
      return deliver(identity, item, writeWith, names);
    },
    deadLetters: store ? createDeadLetters(store, origin, account, redactor, plan.replayed) : noDeadLetters,
  };
}
