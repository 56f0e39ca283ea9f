/** The account at HrFlow.ai, and its people. */
export const account = { apiSecret: "askr_0123456789abcdef0123456789abcdef", apiUser: "ada@example.com" };
export const sourceKey = "5".repeat(40);
export const keyOf = (index: number) => String(index).padStart(40, "0");
export const nameOf = (index: number) => `Quirina Zebedee ${index}`;
export const emailOf = (index: number) => `quirina.zebedee.${index}@example.com`;

/** So many profiles of the source, with tags such as those of a vendor's job. */
export const createProfiles = (count: number, tags: { name: string; value: string }[] = []) =>
  Array.from({ length: count }, (_, index) => ({
    ...{ key: keyOf(index), reference: `ref-${nameOf(index)}`, source_key: sourceKey, tags },
    info: {
      ...{ full_name: nameOf(index), first_name: "Quirina", last_name: `Zebedee ${index}`, email: emailOf(index) },
    },
  }));
