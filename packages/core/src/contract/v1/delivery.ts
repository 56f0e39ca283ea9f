/** One thing that a write makes at the vendor: a record, an attachment, a note. */
export interface Step<Made, Intent = unknown> {
  /**
   * What is about to be sent, as far as `find` must know it: another run may have something else to send. Asked for before
   * `make` where there is a store, and kept there as JSON: no personal data. Default: nothing.
   */
  intent?(): Promise<Intent>;
  /** Makes it, by one request. What it answers is kept as JSON in the store: ids, no personal data. */
  make(): Promise<Made>;
  /**
   * Looks for it at the vendor when it is not known whether an earlier `make` got through; null when it is not there.
   * Without it, a step whose outcome is not known is never tried again.
   */
  find?(intent: Intent | undefined): Promise<Made | null>;
  /**
   * How long after the request, in milliseconds, what it made may still not show where `find` looks: the vendor shows it late,
   * or was at work on the request when its client died. A later run looks again for so long before it makes it. Default 0.
   */
  appearsWithinMs?: number;
}

/**
 * What a writer is given for one item, so that nothing is made twice: across a crash, an unsure outcome, or another run of the
 * same push. Without a store it holds for this run.
 */
export interface Delivery {
  /** Epoch milliseconds of the first attempt, the same when it is resumed. */
  startedAt: number;
  /** Ids that earlier, finished deliveries of the same item made: never to be taken for ours. */
  known: readonly string[];
  /**
   * Does a step once. Done before, it answers what was made then. Left open before, it is looked up first, and made only if it
   * is not there and cannot show any more. Throws what `make` throws; when the vendor may have acted nevertheless, it is looked
   * up at once. A step that fails is tried by the next run again, unless the vendor refused it for good. Throws `AbortedError`
   * when the run is stopped while it looks.
   */
  step<Made, Intent = unknown>(name: string, step: Step<Made, Intent>): Promise<Made>;
  /**
   * Says that something of the item is left for another run, such as a part for which a list could not be read just now. The
   * delivery is not finished then: the same push does what is missing, in place of answering the same receipt.
   */
  leaveOpen(): void;
}
