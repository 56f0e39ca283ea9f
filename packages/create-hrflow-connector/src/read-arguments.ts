import { parseArgs } from "node:util";
import {
  type Action,
  type Auth,
  actions,
  auths,
  findRepository,
  nameFault,
  type Settings,
  slugFault,
  UsageError,
} from "./settings";

/** The options of the command line. Each may be missing. */
export interface Arguments extends Partial<Settings> {
  help: boolean;
  version: boolean;
  /** Whether to use defaults in place of questions. */
  yes: boolean;
}

export const help = `Creates a connector between HrFlow.ai and an applicant tracking system, with its tests.

  npm create hrflow-connector <slug> [-- <options>]

  --auth <kind>       ${auths.join(", ")}. Default: ${auths[0]}
  --actions <list>    ${actions.join(",")}. Default: all
  --name <name>       the name of the ATS, as people know it. Default: from the slug
  --spec <file>       the vendor's OpenAPI 3 document, YAML or JSON. Default: a sample to edit
  --in-tree           creates a package of the hrflow-connectors repository, in packages/ and specs/
  --yes, -y           asks nothing
  --help, -h          shows this
  --version, -v       shows the version

On a terminal, it asks for what the options leave open.
`;

const options = {
  auth: { type: "string" },
  actions: { type: "string" },
  name: { type: "string" },
  spec: { type: "string" },
  "in-tree": { type: "boolean" },
  yes: { type: "boolean", short: "y" },
  help: { type: "boolean", short: "h" },
  version: { type: "boolean", short: "v" },
} as const;

/** Reads the command line. Throws `UsageError` for anything that is unknown or invalid. */
export function readArguments(given: readonly string[], folder: string): Arguments {
  const { values, positionals } = parse(given);
  const [slug, ...others] = positionals;
  if (others.length > 0) throw new UsageError(`expected one slug, found ${positionals.join(" ")}`);
  check(slug, slugFault);
  check(values.name, nameFault);
  const { help = false, version = false, yes = false } = values;
  const read: Arguments = { help, version, yes };
  if (slug !== undefined) read.slug = slug;
  if (values.name !== undefined) read.name = values.name;
  if (values.spec !== undefined) read.spec = values.spec;
  if (values.auth !== undefined) read.auth = oneOf(auths, values.auth, "--auth");
  if (values.actions !== undefined) {
    const asked = values.actions.split(",").map((action) => oneOf(actions, action.trim(), "--actions"));
    read.actions = actions.filter((action) => asked.includes(action));
  }
  if (values["in-tree"]) {
    read.repository = findRepository(folder);
    if (!read.repository) throw new UsageError("--in-tree: this folder is not in the hrflow-connectors repository");
  }
  return read;
}

function parse(given: readonly string[]) {
  try {
    return parseArgs({ args: [...given], options, allowPositionals: true });
  } catch (error) {
    throw new UsageError((error as Error).message.split(". ")[0]);
  }
}

function check(value: string | undefined, faultOf: (value: string) => string | undefined): void {
  const fault = value === undefined ? undefined : faultOf(value);
  if (fault) throw new UsageError(fault);
}

function oneOf<T extends Action | Auth>(known: readonly T[], value: string, option: string): T {
  const found = known.find((one) => one === value);
  if (found) return found;
  throw new UsageError(`${option}: expected ${known.join(", ")}; found ${JSON.stringify(value)}`);
}
