import { awkwardTexts, replaceTexts, textFaults } from "../fuzz/awkward-texts";
import { begin, type Check, type Tested } from "./check";
import { person } from "./person";

/** What a format promises about texts as people, forms and parsers write them. */
export function textChecks<State>(tested: Tested<State>): Check[] {
  return [{ ...texts, find: () => findTextFaults(tested) }];
}

const texts = {
  name: "maps any text to one that shows something, or leaves it out",
  advice:
    "Map texts with the helpers of `@hrflow-connectors/core/formats` (`trimmed`, `line`, `bare`, `compact`). A format that cannot do without a " +
    "value throws `InputError`, which names the field.",
};

/** Fields that identify a record, or say what kind of thing a value is: others are what people write. */
const isKept = (path: string) =>
  /(^|[._])(id|key|type|reference|public_url|state|status|[a-z_]*_?id|[a-z]+Id)$/i.test(path);

/** Empty texts and lists are the form of some targets; what is sent is judged for what it holds. */
const mayBeEmpty = () => true;

async function findTextFaults<State>(tested: Tested<State>): Promise<string[]> {
  const { action } = tested;
  const items: unknown[] = [];
  const format = action.call.action.format as (item: unknown) => unknown;
  const capture = (item: never) => {
    items.push(JSON.parse(JSON.stringify(item)));
    return format(item);
  };
  await begin(tested).run({ dryRun: true, format: capture });
  if (action.direction === "push" && items.length === 0) items.push(person(1, tested.subject.settings.profile));
  const found: string[] = [];
  for (const [kind, text] of Object.entries(awkwardTexts)) {
    for (const item of items.slice(0, 3)) {
      const given = replaceTexts(item, (own, path) => (isKept(path) ? own : text));
      try {
        const result = await format(given as never);
        found.push(...textFaults(result, mayBeEmpty).map((fault) => `${kind}: ${fault}`));
      } catch (error) {
        const { code } = error as { code?: unknown };
        if (typeof code !== "string") found.push(`${kind}: throws ${String(error)}`);
      }
    }
  }
  return [...new Set(found)];
}
