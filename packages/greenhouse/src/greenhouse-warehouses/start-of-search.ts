/** The vendor's clock may be behind ours. */
const clockSkewMs = 5 * 60_000;

/** From when on a record may be one that we made, as ISO 8601 in UTC. */
export function startOfSearch(startedAt: number): string {
  return new Date(startedAt - clockSkewMs).toISOString();
}
