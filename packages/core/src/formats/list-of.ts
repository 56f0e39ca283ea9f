/** The entries of a list that may be null, absent, or (in what was stored long ago) no list at all. */
export function listOf<T>(list: readonly T[] | null | undefined): readonly NonNullable<T>[] {
  if (!Array.isArray(list)) return [];
  return list.filter((entry) => entry !== null && entry !== undefined) as NonNullable<T>[];
}
