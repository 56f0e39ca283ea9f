import type { Check } from "../conformance/check";
import { brief, leaseOf, type StoreUnderTest, save, unlessKept } from "./store-under-test";

/** As core's: identifiers are percent-encoded. */
const plainKeys = [
  "a",
  "A",
  "a.b",
  "a:b",
  "a-b",
  "a_b",
  "a%2Fb",
  "a%252Fb",
  "%D0%BA",
  "token:host.example:1",
  "a:lock",
];

/** For stores that accept every text: what file systems, patterns and query languages treat in their own way. */
const oddKeys = [
  ...["", ".", "..", "../../x", "a/b", "a\\b", "a b", " a", "a ", "a\tb", "a\nb", "a\0b", "a'b", 'a"b', "a;b", "a|b"],
  ...[
    "a*",
    "a?",
    "a[b]",
    "a^",
    "a{b}",
    "{a}b",
    "}a{",
    "a%",
    "a__",
    "a$",
    "~a",
    "#a",
    "a&b",
    "con",
    "ключ",
    "Zoë",
    "Zoe\u0308",
  ],
  ...["\u{1F469}\u200D\u{1F52C}", "İ", "i", "ß", "ss"],
];

/** Where keys begin, or end. A wildcard is a character like any other. */
const oddBases = ["a", "A", "a:", "a_", "a%", "a*", "a?", "a[", "a\\", "a{", "{", "Zo", "k9k", "none of them"];

/** How a store names and lists what it keeps. */
export function keyChecks({ open, options, createKeys }: StoreUnderTest): Check[] {
  const { keys = "any", listsKeys = true, manyKeys = 1_200, leases = "fenced" } = options;
  const names = keys === "any" ? [...plainKeys, ...oddKeys] : plainKeys;
  /** Differ after so many characters. */
  const longNames = [500, 3_000].flatMap((length) => ["1", "2"].map((end) => `${"k9".repeat(length / 2)}${end}`));
  return [
    {
      name: "keeps keys apart, whatever characters are in them",
      advice: "Encode keys so that no two become one, also where upper and lower case or Unicode forms are the same.",
      async find() {
        const [store, keyOf] = [await open(), createKeys()];
        await Promise.all(names.map((name) => save(store, keyOf(name), { name })));
        const found = names.map((name) => unlessKept(store, keyOf(name), { name }));
        const kept = (await Promise.all(found)).flat();
        await Promise.all(names.slice(1).map((name) => store.removeItem(keyOf(name))));
        const [first = ""] = names;
        return [...kept, ...(await unlessKept(store, keyOf(first), { name: first }, "what was not removed"))];
      },
    },
    {
      name: "keeps long keys apart that differ at their end",
      advice: "A store with a limit on keys needs a hash of long ones, or has to throw.",
      async find() {
        const [store, keyOf] = [await open(), createKeys()];
        await Promise.all(longNames.map((name) => save(store, keyOf(name), { name })));
        return (await Promise.all(longNames.map((name) => unlessKept(store, keyOf(name), { name })))).flat();
      },
    },
    ...(listsKeys ? [listing(), many()] : []),
    ...(listsKeys && leases !== "none" ? [locks()] : []),
  ];

  function listing(): Check {
    return {
      name: "lists exactly the keys that begin with a text",
      advice:
        "`getKeys(base)` compares characters: a wildcard in `base` is a character, and keys come back as they were given.",
      async find() {
        const [store, keyOf] = [await open(), createKeys()];
        const all = [...names, ...longNames, "removed"].filter((name) => name !== "");
        await Promise.all(all.map((name) => save(store, keyOf(name), { name })));
        await store.removeItem(keyOf("removed"));
        const written = all.filter((name) => name !== "removed").map(keyOf);
        const bases = keys === "any" ? ["", ...oddBases, ...longNames] : ["", "a:", "token:", "none:"];
        const violations = new Set<string>();
        for (const base of bases.map(keyOf)) {
          const expected = written.filter((key) => key.startsWith(base));
          const listed = await listedBy(store, base);
          for (const key of expected) if (!listed.includes(key)) violations.add(`${brief(base)} misses ${brief(key)}`);
          for (const key of listed) if (!expected.includes(key)) violations.add(`${brief(base)} has ${brief(key)}`);
          if (new Set(listed).size < listed.length) violations.add(`${brief(base)} has a key twice`);
        }
        return [...violations];
      },
    };
  }

  function many(): Check {
    return {
      name: `lists each of ${manyKeys} keys once`,
      advice: "Read all pages. Some servers return a key twice while they reorganize themselves.",
      async find() {
        const [store, keyOf] = [await open(), createKeys()];
        const written = Array.from({ length: manyKeys }, (_, index) => keyOf(`many:${index}`));
        for (let at = 0; at < manyKeys; at += 100)
          await Promise.all(written.slice(at, at + 100).map((key) => save(store, key, {})));
        const listed = await listedBy(store, keyOf("many:"));
        const missing = written.length - new Set(listed).size;
        return [
          ...(missing === 0 ? [] : [`${missing} keys are missing`]),
          ...(listed.length === new Set(listed).size ? [] : ["a key is there twice"]),
        ];
      },
    };
  }

  function locks(): Check {
    return {
      name: "does not list its locks among the keys",
      advice: "Core reads what it lists, and the lock of a delivery is not a record. Keep locks elsewhere.",
      async find() {
        const [store, keyOf] = [await open(), createKeys()];
        await save(store, keyOf(), {});
        const lease = await leaseOf(store, `${keyOf()}:lock`);
        const listed = await listedBy(store, keyOf());
        await lease.release();
        return listed.filter((key) => key !== keyOf()).map((key) => `${brief(key)} is listed`);
      },
    };
  }
}

async function listedBy(store: { getKeys?(base: string): unknown }, base: string): Promise<string[]> {
  const listed = await store.getKeys?.(base);
  if (!Array.isArray(listed)) throw new Error("getKeys resolves to no list");
  return listed;
}
