import { ConfigurationError } from "@hrflow-connectors/core";
import {
  defineWarehouse,
  InputError,
  parameterSchema,
  type ReceiptDraft,
  ResponseShapeError,
  type WriteContext,
} from "@hrflow-connectors/core/connector";
import type { HrflowPaths, HrflowProfile, HrflowProfileWrite } from "../hrflow-types";
import * as z from "../schema";
import {
  credentialFields,
  dataOf,
  type HrflowCredential,
  hrflowConnection,
  isMissing,
  isReferenceUsed,
  keyField,
} from "./hrflow-connection";
import { asWritten, keptFields, mergeProfile } from "./merge-profile";
import type { HrflowProfileItem } from "./profile-fields";
import { inTurn, warnOfRival } from "./reference-turns";

const editableFields = [
  ...["info", "text", "text_language", "created_at", "consent_algorithmic"],
  ...["experiences_duration", "educations_duration", "experiences", "educations", "skills", "languages"],
  ...["certifications", "courses", "tasks", "interests", "tags", "metadatas", "labels"],
] as (keyof HrflowProfileItem)[];

/**
 * The source that profiles are written to. A profile that the source does not hold is created, and one that it holds is left as it is,
 * with a warning. One of `upsert`, `edit` and `onlyInsert` changes that.
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
}

/** A field of a profile that an edit may change. */
export type EditableField = Exclude<keyof HrflowProfileItem, "key" | "reference" | "attachments">;

type Flag = "upsert" | "edit" | "onlyInsert";
type Checked = HrflowProfileTargetParameters & Record<Flag, boolean>;

const flag = (description: string) =>
  z._default(z.boolean("expected true or false").check(z.meta({ description })), false);

const flags = ["upsert", "edit", "onlyInsert"] as const;

/** Says which of two parameters is too much, also if others are invalid by themselves. */
const areCompatible = z.superRefine(
  (value: object, context) => {
    const given = value as Partial<Checked>;
    const [first, second] = flags.filter((name) => given[name] === true);
    const report = (field: string, message: string) => context.addIssue({ code: "custom", path: [field], message });
    if (second) report(second, `expected at most one of ${flags.join(", ")}; ${first} and ${second} are set`);
    if (given.onlyEditFields !== undefined && given.edit !== true && given.upsert !== true)
      report("onlyEditFields", "expected it only with edit or upsert: nothing is edited otherwise");
  },
  { when: () => true },
);

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
  })
  .check(areCompatible);

const url = "https://developers.hrflow.ai";

/**
 * The profiles of an HrFlow.ai source, written by their `reference`: see the parameters for when a profile is created or edited. An
 * edit changes what the item tells and keeps the rest. A profile that would not change is not sent.
 *
 * @see https://developers.hrflow.ai/reference/index-a-profile
 */
export const hrflowProfileTarget = defineWarehouse({
  name: "HrFlow.ai profiles",
  dataType: "profile",
  connection: hrflowConnection,
  write: {
    parameters: parameterSchema<HrflowProfileTargetParameters, Checked>(fields, z.toJSONSchema),
    endpoints: [
      { endpoint: "GET /profile/indexing", url, permission: "read" },
      { endpoint: "POST /profile/indexing", url, permission: "write" },
      { endpoint: "PUT /profile/indexing", url, permission: "write" },
    ],
    concurrency: 8,
    // A profile is known by its reference.
    idempotent: true,
    scope: ({ sourceKey }) => sourceKey,
    async write(item: HrflowProfileItem, context: Context): Promise<ReceiptDraft> {
      const reference = item.reference?.trim();
      if (!reference) throw new InputError("the profile has no reference: HrFlow.ai finds it by one in the next run");
      return inTurn(context, reference, () => writeProfile({ ...item, reference }, context));
    },
  },
});

type Context = WriteContext<HrflowPaths, Checked>;
type Known = HrflowProfileItem & { reference: string };

async function writeProfile(item: Known, context: Context): Promise<ReceiptDraft> {
  const { parameters, warn } = context;
  warnOfRival(context, item.reference, "profile", "source");
  let stored = await findProfile(context, item.reference);
  if (!stored) {
    if (parameters.edit) throw new InputError("the source has no profile with this reference, and edit creates none");
    try {
      return await createProfile(item, context);
    } catch (error) {
      if (!isReferenceUsed(error)) throw error;
      // Another process created it since the lookup.
      stored = await findProfile(context, item.reference);
      if (!stored) throw error;
    }
  }
  if (parameters.edit || parameters.upsert) return editProfile(stored, item, context);
  if (!parameters.onlyInsert)
    warn("the source already holds this profile; it was left as it is, since neither upsert nor edit is set");
  return receiptOf(stored);
}

/** A profile whose create has an unknown outcome is found by its reference. */
async function createProfile(item: Known, context: Context): Promise<ReceiptDraft> {
  const { api, parameters, step } = context;
  const { resume, key, attachments, ...profile } = item;
  const body = { source_key: parameters.sourceKey, profile: asWritten(profile) };
  return step("profile", {
    create: async () => profileOf(await api.POST("/profile/indexing", { body }), item.reference),
    keep: receiptOf,
    find: () => findProfile(context, item.reference),
    isMarked: true,
  });
}

async function editProfile(stored: HrflowProfile, item: Known, context: Context): Promise<ReceiptDraft> {
  const { api, parameters } = context;
  const { resume, key, attachments, reference, ...given } = item;
  const { onlyEditFields } = parameters;
  const isEdited = (name: string) => !onlyEditFields || (onlyEditFields as string[]).includes(name);
  const changes: Partial<HrflowProfileWrite> = Object.fromEntries(
    Object.entries(given).filter(([name]) => isEdited(name)),
  );
  const kept = keptFields(stored);
  const profile = mergeProfile(kept, changes, { isParsed: Boolean(stored.attachments?.length) });
  // Unless the stored profile says another thing, writing it again would only make it look changed.
  if (JSON.stringify(profile) === JSON.stringify(kept)) return receiptOf(stored);
  const body = { source_key: parameters.sourceKey, profile: asWritten({ ...profile, reference }) };
  return receiptOf(profileOf(await api.PUT("/profile/indexing", { body }), reference));
}

/** Only HrFlow.ai's own statement that there is no such profile counts as absent: anything else must not lead to a second one. */
async function findProfile({ api, parameters }: Context, reference: string): Promise<HrflowProfile | null> {
  const query = { source_key: parameters.sourceKey, reference };
  try {
    return profileOf(await api.GET("/profile/indexing", { params: { query } }), reference);
  } catch (error) {
    if (isMissing(error, "profile")) return null;
    if (isMissing(error, "source"))
      throw new ConfigurationError("targetParameters.sourceKey: HrFlow.ai has no source with this key", {
        cause: error,
      });
    throw error;
  }
}

/** The profile in a response. Throws unless it is the one that was meant: another person's must not be changed. */
function profileOf(envelope: Parameters<typeof dataOf<HrflowProfile>>[0], reference: string): HrflowProfile {
  const profile = dataOf(envelope);
  if (profile.reference !== reference || !(profile.key || profile.id))
    throw new ResponseShapeError("HrFlow.ai responded with success, but without the profile of this reference");
  return profile;
}

function receiptOf(profile: HrflowProfile): ReceiptDraft {
  return { id: profile.key ?? String(profile.id) };
}
