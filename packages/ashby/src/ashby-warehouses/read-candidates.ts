import {
  type Api,
  ApiCallError,
  paginate,
  type ReadContext,
  ResponseShapeError,
} from "@hrflow-connectors/core/connector";
import { compact } from "@hrflow-connectors/core/formats";
import type { AshbyCredential } from "../ashby-connection";
import type { AshbyCalls, AshbyCandidate } from "../ashby-types";

interface Filter {
  createdAfter?: number;
  syncToken?: string | undefined;
}

/** Lists candidates, and reports the sync token of the last page. */
export function listCandidates(api: Api<AshbyCalls>, filter: Filter, onToken = (_: string) => {}) {
  return paginate(
    (cursor) => api.POST("/candidate.list", { body: compact({ ...filter, cursor }) }),
    ({ results, moreDataAvailable, nextCursor, syncToken }) => {
      if (moreDataAvailable && !nextCursor) throw new ResponseShapeError("there are more candidates, but no cursor");
      if (syncToken) onToken(syncToken);
      return { rows: results, next: moreDataAvailable ? nextCursor : undefined };
    },
  );
}

/** Whether a sync token is no longer usable. Then everything is read again. */
const isStale = (error: unknown) =>
  ApiCallError.isInstance(error) && /sync_token_|incremental_sync_too_large|cursor_|_cursor/.test(error.message);

/** Reads all candidates, or those that changed since the pass that ended with a sync token. */
export async function* readCandidates(
  context: ReadContext<AshbyCalls, AshbyCredential>,
): AsyncGenerator<AshbyCandidate> {
  const { api, since, reached } = context;
  // A token counts only if the whole pass was read.
  reached(null);
  let token = "";
  const keep = (given: string) => {
    token = given;
  };
  try {
    yield* listCandidates(api, { syncToken: since?.replace("token ", "") }, keep);
  } catch (error) {
    if (since === null || !isStale(error)) throw error;
    yield* listCandidates(api, {}, keep);
  }
  if (token) reached(`token ${token}`);
}
