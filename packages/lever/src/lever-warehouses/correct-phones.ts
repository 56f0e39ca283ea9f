import type { LeverContact, LeverOpportunityCreate } from "../lever-types";
import type { OpportunityContext } from "./opportunity-parameters";

type Phones = NonNullable<LeverOpportunityCreate["phones"]>;

/**
 * Adds the phone numbers to the contact of an opportunity that shows none. How a form spells them is not documented, so Lever may
 * have ignored them.
 */
export async function correctPhones(
  { api, optional, warn }: OpportunityContext,
  phones: Phones,
  { id, contact }: { id: string; contact?: string },
): Promise<void> {
  if (contact === undefined) {
    return warn(`phone number of ${id} was not added: the response names no contact`, id);
  }
  const params = { path: { contact } };
  const read = async () => (await api.GET("/contacts/{contact}", { params })).data;
  await optional(
    `phone number of ${id}`,
    {
      async create() {
        const stored = await read();
        if (!stored.phones?.length) await api.PUT("/contacts/{contact}", { params, body: withPhones(stored, phones) });
        return { id: contact };
      },
      keep: (created) => created,
      find: async () => ((await read()).phones?.length ? { id: contact } : null),
    },
    id,
  );
}

/** Sends again everything that the contact holds: it is not documented whether Lever keeps what is left out. */
function withPhones({ name, headline, location, emails }: LeverContact, phones: Phones) {
  return {
    ...(name ? { name } : {}),
    ...(headline ? { headline } : {}),
    ...(location?.name ? { location: location.name } : {}),
    ...(emails?.length ? { emails } : {}),
    phones,
  };
}
