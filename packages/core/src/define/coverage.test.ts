import { expect, it } from "vitest";
import { createAcme, type Person } from "../__fixtures__/acme";
import { coverage } from "./coverage";

const item = {
  reference: "p1",
  updatedAt: "2026-01-01T00:00:00Z",
  info: { name: "Ada  Example", city: "Lille", empty: "", nothing: null },
  tags: [
    { name: "team", value: 7 },
    { name: "level", value: "senior" },
  ],
  consent: true,
} as Person;

const acme = createAcme({
  format: (person) => {
    const { info, tags } = person as unknown as { info: { name: string }; tags: { name: string; value: unknown }[] };
    const [first] = tags;
    return { name: `${info.name.replace("  ", " ")} (${first?.name})`, year: new Date(person.updatedAt).getTime() };
  },
});

it("tells which fields a format carries over, reads, and never looks at", async () => {
  expect(await coverage(acme.pushProfile, item)).toEqual({
    carried: ["info.name", "tags.0.name"],
    read: ["updatedAt"],
    lost: ["reference", "info.city", "tags.0.value", "tags.1.name", "tags.1.value", "consent"],
  });
});

it("tells it of a format of the user's own, also one that spreads and waits", async () => {
  const copy = async (person: Person) => ({ name: "x", ...JSON.parse(JSON.stringify(person)) });
  const { carried, read, lost } = await coverage(acme.pushProfile, item, copy);
  expect([carried.length, read, lost]).toEqual([9, [], []]);
});

it("leaves the item as it was", async () => {
  const before = structuredClone(item);
  await coverage(acme.pushProfile, item);
  expect(item).toEqual(before);
});
