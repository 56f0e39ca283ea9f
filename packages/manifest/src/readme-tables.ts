import { isDeepStrictEqual } from "node:util";
import type { ManifestConnector } from "./describe-connectors";
import { describeChoices, type Examples } from "./example-parameters";
import { parametersOf, readmeTable } from "./parameter-tables";

type SideName = "origin" | "target";
/** Returns the examples for one side of an action. */
export type ExamplesOf = (method: string, side: SideName) => Examples;

const begin = /<!-- parameters of (\w+)\.(origin|target)(?: without (\w+)\.(origin|target))? -->\n/;
const end = "<!-- end of parameters -->";

/**
 * Writes the tables between the markers of a README:
 *
 *     <!-- parameters of pushProfile.target -->
 *     <!-- end of parameters -->
 *
 * `pullJobList.origin without pushProfile.target` leaves out what both have. Throws for an action that does not exist, or a marker
 * without an end.
 */
export function fillReadme(text: string, connector: ManifestConnector, examplesOf: ExamplesOf): string {
  const match = begin.exec(text);
  if (!match) return text;
  const [marker, method = "", side, otherMethod, otherSide] = match;
  const start = match.index + marker.length;
  const stop = text.indexOf(end, start);
  const place = `README of ${connector.slug}: ${marker.trim()}`;
  if (stop < 0 || begin.test(text.slice(start, stop))) throw new Error(`${place} has no "${end}"`);
  const schema = sideOf(connector, method, side as SideName, place);
  const other = otherMethod ? sideOf(connector, otherMethod, otherSide as SideName, place) : {};
  const known = (other.properties ?? {}) as Record<string, unknown>;
  const properties = (schema.properties ?? {}) as Record<string, unknown>;
  const shown = parametersOf(schema, place).filter(({ name }) => !isDeepStrictEqual(properties[name], known[name]));
  const choices = otherMethod ? undefined : describeChoices(examplesOf(method, side as SideName).choices);
  const filled = [readmeTable(shown, side as SideName), ...(choices ? [choices] : [])].join("\n\n");
  const rest = text.slice(stop + end.length);
  return `${text.slice(0, start)}\n${filled}\n\n${end}${fillReadme(rest, connector, examplesOf)}`;
}

function sideOf(connector: ManifestConnector, method: string, side: SideName, place: string) {
  const action = connector.actions.find((one) => one.method === method);
  if (!action) throw new Error(`${place}: there is no action ${method}`);
  return action[side].parameters;
}
