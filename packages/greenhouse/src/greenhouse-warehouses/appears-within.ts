/**
 * How long a candidate of Harvest v1 may not show after it was made, in milliseconds: Greenhouse may still build it after its
 * answer, and says to look again every 30 s, not for how long.
 *
 * @see https://developers.greenhouse.io/harvest.html#post-add-candidate
 */
export const candidateV1AppearsWithinMs = 60_000;

/** The same for all other records. Nothing is documented: our margin for a request that was under way when its client died. */
export const appearsWithinMs = 2_000;
