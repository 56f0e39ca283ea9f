import type {
  Manifest,
  ManifestAction,
  ManifestConnector,
  ManifestEvent,
  ManifestWebhooks,
} from "./describe-connectors";
import { describeChoices, type Examples } from "./example-parameters";
import { pageTable, parametersOf, requiredLegend, table } from "./parameter-tables";

/** What a page shows beside the manifest's part about its action. */
export interface PageDetails {
  exportName: string;
  format: string | undefined;
  origin: Examples;
  target: Examples;
}

/** What depends on where the pages are. */
export interface Wording {
  /** The command that writes them. */
  command: string;
  /** Where the catalogue page finds a connector's package. */
  packageHref(connector: ManifestConnector): string;
}

/** The page of one action, in the form of the Python project's documentation. */
export function actionPage(
  connector: ManifestConnector,
  action: ManifestAction,
  details: PageDetails,
  { command }: Wording,
): string {
  const { origin, target, description } = action;
  const place = `${connector.slug}.${action.method}`;
  const own = parametersOf(action.actionParameters, `${place}.actionParameters`).map((parameter) =>
    parameter.name === "format" && details.format ? { ...parameter, default: details.format } : parameter,
  );
  const sideOf = (title: string, name: "origin" | "target") => [
    `## ${title}`,
    `Given as \`${name}Parameters\`.`,
    pageTable(parametersOf(action[name].parameters, `${place}.${name}Parameters`)),
    ...[describeChoices(details[name].choices)].filter((text) => text !== undefined),
  ];
  return join([
    generatedBy(command),
    `# ${titleOf(action)}`,
    `\`${origin.name}\` :arrow_right: \`${target.name}\``,
    description,
    `**${origin.name} endpoints used:**`,
    endpointTable(origin.endpoints),
    `**${target.name} endpoints used:**`,
    endpointTable(target.endpoints),
    "**Capabilities:**",
    capabilityList(action, connector),
    "## Action Parameters",
    pageTable(own),
    ...sideOf("Source Parameters", "origin"),
    ...sideOf("Destination Parameters", "target"),
    requiredLegend,
    "## Example",
    `\`\`\`ts\n${exampleOf(connector, action, details)}\`\`\``,
  ]);
}

const generatedBy = (command: string) => `<!-- Written by \`${command}\`: do not edit. -->`;

/** `push_profile_list` is `Push profile list`. */
function titleOf({ id }: ManifestAction): string {
  const text = id.replaceAll("_", " ");
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

function endpointTable(endpoints: ManifestAction["origin"]["endpoints"]): string {
  const hasProtocols = endpoints.some(({ protocol }) => protocol);
  const rows = endpoints.map(({ method, path, url, permission = "", protocol = "" }) => [
    url ? `[\`${method} ${path}\`](${url})` : `\`${method} ${path}\``,
    permission && `\`${permission}\``,
    ...(hasProtocols ? [protocol] : []),
  ]);
  return table(["Endpoint", "Permission", ...(hasProtocols ? ["Protocol"] : [])], rows);
}

function capabilityList({ capabilities, target, method }: ManifestAction, { webhooks }: ManifestConnector): string {
  const { incremental, updates, archiving, files, concurrency } = capabilities;
  const limits = [
    ...(files?.types ? [files.types.join(", ")] : []),
    ...(files?.maxBytes ? [`at most ${files.maxBytes} bytes`] : []),
  ];
  const events = webhooks?.events.filter(({ action }) => action?.method === method) ?? [];
  const lines = [
    `incremental reading: ${incremental ? 'yes, by `readMode: "incremental"`' : "no"}`,
    `writing a record again: ${updates ? "finds the same record" : "is skipped if a `store` remembers it"}`,
    archiving
      ? `archiving: with \`${archiving.parameter}\`, records that ${archiving.deletions === "listed" ? "the origin lists as deleted" : "a complete, unfiltered read does not yield"}`
      : "archiving: none",
    ...(limits.length > 0 ? [`files that ${target.name} take: ${limits.join("; ")}`] : []),
    `records written side by side: ${concurrency}`,
    ...(events.length > 0 ? [`webhooks that lead to this action: ${namesOf(events)}`] : []),
  ];
  return lines.map((line) => `- ${line}`).join("\n");
}

const namesOf = (events: readonly ManifestEvent[]) => events.map(({ name }) => `\`${name}\``).join(", ");

/** What a connector receives, by what it leads to. */
function webhookTable({ signature, maxAgeMs, events }: ManifestWebhooks): string[] {
  const effects = new Map<string, ManifestEvent[]>();
  for (const event of events) {
    const { action, deleted } = event;
    const read = action && `\`${action.method}\`${action.readMode === "incremental" ? ", incremental" : ""}`;
    const effect = read ?? (deleted ? `tells that a ${deleted.kind} was deleted` : "no action");
    effects.set(effect, [...(effects.get(effect) ?? []), event]);
  }
  const rows = [...effects].map(([effect, those]) => [effect, namesOf(those)]);
  const place =
    "header" in signature.in ? `the header \`${signature.in.header}\`` : `the field \`${signature.in.field}\``;
  const age = maxAgeMs === null ? "" : `, accepted for ${maxAgeMs / 3_600_000} hours`;
  return [`Webhooks, signed by ${signature.algorithm} in ${place}${age}:`, table(["Leads to", "Events"], rows)];
}

/** Compiled by the tests of this folder, and against the packed packages. */
function exampleOf(connector: ManifestConnector, { method }: ManifestAction, details: PageDetails): string {
  const { exportName, origin, target } = details;
  return `import { ${exportName} } from "${connector.package.name}";

const result = await ${exportName}.${method}({
  workflowId: "some_string_identifier",
  actionParameters: { logics: [], readMode: "sync" },
  originParameters: ${literal(origin.values)},
  targetParameters: ${literal(target.values)},
});
console.log(result.status, result.receipts, result.failures);
`;
}

function literal(values: Record<string, unknown>): string {
  const lines = Object.entries(values).map(([name, value]) => `    ${name}: ${JSON.stringify(value)},\n`);
  return lines.length > 0 ? `{\n${lines.join("")}  }` : "{}";
}

/** The page that lists all actions. */
export function cataloguePage({ $schema, connectors }: Manifest, { command, packageHref }: Wording): string {
  const yesNo = (value: unknown) => (value ? "yes" : "no");
  const parts = connectors.flatMap((connector) => {
    const {
      name,
      slug,
      type,
      url,
      description,
      package: { name: npm },
      actions,
      webhooks,
    } = connector;
    return [
      `## [${name}](${url})`,
      `${description} ${type}, package [\`${npm}\`](${packageHref(connector)}).`,
      table(
        ["Action", "From", "To", "Incremental", "Archives", "Description"],
        actions.map(({ id, method, origin, target, capabilities, description: does }) => [
          `[\`${method}\`](${slug}/${id}.md)`,
          ...[origin.name, target.name],
          ...[yesNo(capabilities.incremental), yesNo(capabilities.archiving), does],
        ]),
      ),
      ...(webhooks ? webhookTable(webhooks) : []),
    ];
  });
  const intro =
    "What each connector can do, and with which parameters. [manifest.json](../manifest.json) says the same to programs, by this " +
    `[JSON Schema](${$schema}).`;
  return join([generatedBy(command), "# Actions", intro, ...parts]);
}

function join(blocks: readonly string[]): string {
  return `${blocks.join("\n\n")}\n`;
}
