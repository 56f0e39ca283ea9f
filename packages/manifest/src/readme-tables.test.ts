import { expect, it } from "vitest";
import { sampleConnector } from "./__fixtures__/acme";
import { describeConnectors } from "./describe-connectors";
import { fillReadme } from "./readme-tables";

const [connector] = describeConnectors([sampleConnector()]).connectors;
const fill = (text: string) =>
  fillReadme(text, connector as NonNullable<typeof connector>, () => ({ choices: [], values: {} }));

it("replaces what stands between the markers, and nothing else", () => {
  const text = (table: string) =>
    `# Acme\n\n<!-- parameters of pushProfile.origin -->\n${table}\n<!-- end of parameters -->\n\nMore.\n`;
  const filled = fill(text("old"));
  expect(filled).toBe(
    text(
      "\n| origin parameter | type | default | description |\n| --- | --- | --- | --- |\n| `board` | `string` | required | Token of the board |\n",
    ),
  );
  expect(fill(filled)).toBe(filled);
});

it("leaves a README without markers alone", () => {
  expect(fill("# Acme\n")).toBe("# Acme\n");
});

it("leaves out what another side has as well", () => {
  const marker = "<!-- parameters of pushProfile.target without pushProfile.target -->";
  expect(fill(`${marker}\n<!-- end of parameters -->\n`)).not.toContain("`host`");
});

it.each([
  [
    "an action that does not exist",
    "<!-- parameters of pullJob.origin -->\n<!-- end of parameters -->",
    "no action pullJob",
  ],
  ["a marker without an end", "<!-- parameters of pushProfile.origin -->\n", 'has no "<!-- end of parameters -->"'],
  [
    "a marker within another one's table",
    "<!-- parameters of pushProfile.origin -->\n<!-- parameters of pushProfile.target -->\n<!-- end of parameters -->",
    'has no "<!-- end of parameters -->"',
  ],
])("throws for %s", (_, text, problem) => {
  expect(() => fill(text)).toThrow(problem);
});
