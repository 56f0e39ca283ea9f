import { InputError, type PlanContext, parameterSchema, type WriteContext } from "@hrflow-connectors/core/connector";
import type { HrflowPaths } from "../hrflow-types";
import * as z from "../schema";
import { archiveLimitField, credentialFields, flag, type HrflowCredential, keyField } from "./hrflow-connection";
import type { HrflowProfileItem } from "./profile-fields";

const editableFields = [
  ...["info", "text", "text_language", "created_at", "consent_algorithmic"],
  ...["experiences_duration", "educations_duration", "experiences", "educations", "skills", "languages"],
  ...["certifications", "courses", "tasks", "interests", "tags", "metadatas", "labels", "resume"],
] as (keyof HrflowProfileItem)[];

/**
 * The source that profiles are written to. A profile that the source does not hold is created, and one that it holds is left as it is,
 * with a warning. One of `upsert`, `edit` and `onlyInsert` changes that. An archived profile is never edited: somebody wanted it gone.
 */
export interface HrflowProfileTargetParameters extends HrflowCredential {
  /** Key of the source that the profiles are stored in. */
  sourceKey: string;
  /** Whether a profile that the source holds is edited; others are created. Default false. */
  upsert?: boolean | undefined;
  /** Whether a profile that the source holds is edited; any other fails and is not created. Default false. */
  edit?: boolean | undefined;
  /** Whether profiles that the source holds are left as they are without a warning. Default false. */
  onlyInsert?: boolean | undefined;
  /** The fields that `upsert` or `edit` may change in a profile that the source holds. Default: all. */
  onlyEditFields?: EditableField[] | undefined;
  /**
   * How long to wait for a resume that HrFlow.ai queues, in milliseconds. If it is not parsed by then, the receipt is `pending`: the next
   * run writes the profile again and completes it. Default 30,000.
   */
  parsingWaitMs?: number | undefined;
  /**
   * Whether profiles are archived that the workflow wrote and the origin says it deleted. Needs a store, and an origin that lists its
   * deletions. Only a complete, unfiltered run without a failure archives. Default false.
   */
  sync?: boolean | undefined;
  /** The share of the source's profiles that one run archives at most; with more to archive, it archives none. Default 0.2. */
  archiveLimit?: number | undefined;
}

/** A field of a profile that an edit may change. */
export type EditableField = Exclude<keyof HrflowProfileItem, "key" | "reference" | "attachments">;

type Flag = "upsert" | "edit" | "onlyInsert" | "sync";
type Checked = HrflowProfileTargetParameters & Record<Flag, boolean> & { parsingWaitMs: number; archiveLimit: number };

export type ProfileWriteContext = WriteContext<HrflowPaths, Checked>;
export type ProfilePlanContext = PlanContext<HrflowPaths, Checked>;

const flags = ["upsert", "edit", "onlyInsert"] as const;

/** Says which of two parameters is too much, also if others are invalid by themselves. */
const areCompatible = z.superRefine(
  (value: object, context) => {
    const given = value as Partial<Checked>;
    const [first, second] = flags.filter((name) => given[name] === true);
    const report = (field: string, message: string) => context.addIssue({ code: "custom", path: [field], message });
    if (second) report(second, `expected at most one of ${flags.join(", ")}; ${first} and ${second} are set`);
    if (given.parsingWaitMs !== undefined && given.parsingWaitMs < 0) report("parsingWaitMs", waitMessage);
    if (given.onlyEditFields !== undefined && given.edit !== true && given.upsert !== true)
      report("onlyEditFields", "expected it only with edit or upsert: nothing is edited otherwise");
  },
  { when: () => true },
);

const waitMessage = "expected a whole number of milliseconds from 0 to 600,000";

const fields = z
  .object({
    ...credentialFields,
    sourceKey: keyField("the source that the profiles are stored in"),
    upsert: flag("Whether a profile that the source holds is edited; others are created"),
    edit: flag("Whether a profile that the source holds is edited; any other fails and is not created"),
    onlyInsert: flag("Whether profiles that the source holds are left as they are without a warning"),
    onlyEditFields: z.optional(
      z
        .array(z.enum(editableFields, "expected the name of a field of a profile"), "expected a list of fields")
        .check(
          z.minLength(1, "expected at least one field"),
          z.meta({ description: "The fields that upsert or edit may change in a profile that the source holds" }),
        ),
    ),
    parsingWaitMs: z._default(
      z
        .int(waitMessage)
        .check(
          z.maximum(600_000, waitMessage),
          z.meta({ description: "How long to wait for a resume that HrFlow.ai queues, in milliseconds", minimum: 0 }),
        ),
      30_000,
    ),
    sync: flag("Whether profiles are archived that the workflow wrote and the origin says it deleted; needs a store"),
    archiveLimit: archiveLimitField("the source's profiles"),
  })
  .check(areCompatible);

export const profileTargetParameters = parameterSchema<HrflowProfileTargetParameters, Checked>(fields, z.toJSONSchema);

export const isEdited = (name: string, { onlyEditFields }: Checked) =>
  !onlyEditFields || (onlyEditFields as string[]).includes(name);

export const isEditing = ({ edit, upsert }: Checked) => edit || upsert;

export const leftAsItIs = "left as it is, since neither upsert nor edit is set";
export const archived = "the source holds this profile archived; it was left as it is, and no other was created";
export const absent = () => new InputError("the source has no profile with this reference, and edit creates none");
