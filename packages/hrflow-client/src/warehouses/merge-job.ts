import type { HrflowJob, HrflowJobWrite } from "../hrflow-types";

/**
 * A stored job with the changes of another over it. An update replaces the whole job, so that everything that is to stay
 * must be sent along; what HrFlow.ai manages itself is left out.
 */
export function mergeJob(stored: HrflowJob, changes: HrflowJobWrite): HrflowJobWrite {
  const { id, board, board_key, archive, archived_at, updated_at, ...kept } = stored;
  const present = Object.entries(kept).filter(([, value]) => value !== null && value !== undefined);
  return { ...(Object.fromEntries(present) as Partial<HrflowJobWrite>), ...changes };
}
