/**
 * How long what was made may not show yet, in milliseconds. Lever's documentation says nothing of it: our margin for a request
 * that was under way when its client died.
 */
export const appearsWithinMs = 2_000;
