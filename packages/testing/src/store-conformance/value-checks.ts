import type { Check } from "../conformance/check";
import { brief, errorOf, explain, type StoreUnderTest, save, unlessKept } from "./store-under-test";

const unescaped = "İstanbul, Zoë, नमस्ते, 日本語, \u{1F469}\u200D\u{1F52C}, \u202Eabc\u202C";

/** Records as core stores them: objects, in which anything may be. */
const values: Record<string, unknown> = {
  "an empty object": {},
  "empty texts, lists and nulls": { text: "", list: [], nothing: null, inner: {} },
  "texts of many scripts": { name: unescaped, decomposed: "Zoe\u0308" },
  "texts that JSON escapes": { text: '"\\/\b\f\n\r\t\u0000\u001f\u2028\uFEFF', half: "\ud800", other: "\udc00" },
  "texts that look like other types": {
    number: "42",
    date: "2026-01-01T00:00:00.000Z",
    truth: "true",
    nothing: "null",
  },
  numbers: { large: Number.MAX_SAFE_INTEGER, small: -1e-300, fraction: 0.1, zero: 0 },
};

/** What a store keeps. */
export function valueChecks({ open, options, createKeys }: StoreUnderTest): Check[] {
  const { largestValue = 4_000_000, damage } = options;
  return [
    {
      name: "has nothing under a key that was never written, or was removed",
      advice: "`getItem` resolves to null or undefined then, and removing what is not there is no error.",
      async find() {
        const [store, keyOf] = [await open(), createKeys()];
        const key = keyOf();
        const never = await unlessKept(store, key, null, "never written");
        await store.removeItem(key);
        await save(store, key, { a: 1 });
        await store.removeItem(key);
        await store.removeItem(key);
        return [...never, ...(await unlessKept(store, key, null, "removed"))];
      },
    },
    {
      name: "returns what was written last, whatever characters are in it",
      advice: "Values are JSON texts. Return them as they were written, or parsed; change no character.",
      async find() {
        const [store, keyOf] = [await open(), createKeys()];
        const violations: string[] = [];
        for (const [name, value] of Object.entries(values)) {
          await save(store, keyOf(), { before: "x".repeat(1_000) });
          await save(store, keyOf(), value);
          violations.push(...(await unlessKept(store, keyOf(), value, name)));
        }
        return violations;
      },
    },
    {
      name: `keeps a value of ${largestValue} characters`,
      advice: "Dead letters hold whole items. If the store cuts a value off, it has to throw at the write.",
      async find() {
        const [store, keyOf] = [await open(), createKeys()];
        const start = "ä日".repeat(100);
        const value = { text: start + "x".repeat(Math.max(0, largestValue - start.length)) };
        await save(store, keyOf(), value);
        const violations = await unlessKept(store, keyOf(), value, "the large value");
        await store.removeItem(keyOf());
        return violations;
      },
    },
    {
      name: "shows every process what another one wrote and removed",
      advice: "Keep no copy of a value in the process.",
      async find() {
        const [store, other, keyOf] = [await open(), await open(), createKeys()];
        const violations: string[] = [];
        for (const value of [{ a: 1 }, { a: 2 }]) {
          await save(store, keyOf(), value);
          violations.push(...(await unlessKept(other, keyOf(), value)));
        }
        await store.removeItem(keyOf());
        return [...violations, ...(await unlessKept(other, keyOf(), null))];
      },
    },
    {
      name: "never reports what cannot be read as absent",
      advice:
        "Core forgets a delivery that is absent, and creates its record again. Return a damaged value as it is, or throw: both are " +
        "an unreadable value to core.",
      async find() {
        const [store, keyOf] = [await open(), createKeys()];
        await save(store, keyOf(), { a: 1 });
        if (damage) await damage(keyOf());
        else await store.setItem(keyOf(), '{"cut of');
        let value: unknown;
        const error = await errorOf(async () => {
          value = await store.getItem(keyOf());
        });
        const isAbsent = error === null && (value ?? null) === null;
        return isAbsent ? ["a damaged value is reported as absent"] : [];
      },
    },
    {
      name: "keeps one whole value of those that are written at once",
      advice: "Replace a value as a whole, in one step.",
      async find() {
        const [store, other, keyOf] = [await open(), await open(), createKeys()];
        const written = Array.from({ length: 10 }, (_, index) => ({ text: String(index).repeat(20_000 + index) }));
        const errors = await Promise.all(
          written.map((value, index) => errorOf(() => save(index % 2 ? store : other, keyOf(), value))),
        );
        const found = await Promise.all(written.map((value) => unlessKept(store, keyOf(), value)));
        return [
          ...errors.flatMap((error) => (error === null ? [] : [`a write failed: ${explain(error)}`])),
          ...(found.some((violations) => violations.length === 0) ? [] : [`none of them is there: ${found[0]}`]),
        ];
      },
    },
    {
      name: "keeps all that is written side by side under different keys",
      advice: "A write must not replace what another one has just stored, such as one document with all values.",
      async find() {
        const [store, other, keyOf] = [await open(), await open(), createKeys()];
        const names = Array.from({ length: 40 }, (_, index) => `side-${index}`);
        await Promise.all(names.map((name, index) => save(index % 2 ? store : other, keyOf(name), { name })));
        const found = await Promise.all(names.map((name) => unlessKept(store, keyOf(name), { name }, name)));
        return found.flat().map((violation) => brief(violation));
      },
    },
  ];
}
