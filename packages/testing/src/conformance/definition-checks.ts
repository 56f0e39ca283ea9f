import { pathFits } from "../document/operations";
import { specificationFaults } from "../document/specification-faults";
import type { Check } from "./check";
import { endpointsOf, parametersOf, type Subject } from "./environment";
import { actionsOf, namesOf, secretsOf, type TestedAction, type TestedConnector } from "./settings";

/** What a connector promises before it runs. */
export function definitionChecks<State>(connector: TestedConnector, subject: Subject<State>): Check[] {
  return [
    { ...documents, find: async () => findDocumentFaults(subject) },
    { ...definition, find: async () => findDefinitionFaults(connector, subject) },
  ];
}

const documents = {
  name: "has an OpenAPI document without faults, with every status that the vendor may return",
  advice: "Every operation has an `operationId` and its error responses (401, 403, 404, 422, 429, 500).",
};

function findDocumentFaults<State>({ documents }: Subject<State>): string[] {
  const distinct = new Map(Object.entries(documents).map(([base, document]) => [document, base]));
  return [...distinct].flatMap(([document, base]) =>
    specificationFaults(document, { needsExamples: false }).map((fault) => `${base}: ${fault}`),
  );
}

const definition = {
  name: "is described for people and forms: every action, parameter and endpoint",
  advice:
    'Descriptions are sentences. `.meta({ description })` describes a parameter, and `format: "password"` marks a secret.',
};

function findDefinitionFaults<State>(connector: TestedConnector, subject: Subject<State>): string[] {
  const { name, url, description: text, actions } = connector.definition;
  const found: string[] = [];
  if (!/^https:\/\//.test(url)) found.push(`url: expected https, found ${url}`);
  if (!isSentence(text)) found.push(`description: expected a sentence, found ${JSON.stringify(text)}`);
  if (actions.length === 0) found.push(`${name} has no action`);
  for (const action of actions) {
    if (!isSentence(action.description)) found.push(`${action.method}: its description is not a sentence`);
    for (const side of [action.origin, action.target]) {
      for (const path of undescribed(side.parameters)) found.push(`${action.method}: ${path} has no description`);
      if (side.endpoints.length === 0) found.push(`${action.method}: ${side.name} declares no endpoint`);
    }
  }
  for (const action of actionsOf(connector)) found.push(...findSettingFaults(action, subject));
  return [...new Set(found)];
}

const isSentence = (text: string) => /^[^a-z].*\.$/s.test(text);

function undescribed(schema: object): string[] {
  const { properties = {}, anyOf = [], oneOf = [], allOf = [] } = schema as Record<string, never>;
  const own = Object.entries(properties as Record<string, { description?: string }>)
    .filter(([, { description }]) => !description)
    .map(([name]) => name);
  return [...own, ...[anyOf, oneOf, allOf].flat().flatMap((part) => undescribed(part as object))];
}

function findSettingFaults<State>(action: TestedAction, subject: Subject<State>): string[] {
  const { method, definition: described, direction } = action;
  const side = direction === "push" ? described.target : described.origin;
  const parameters = parametersOf(subject.settings, action);
  const documents = Object.values(subject.documents);
  const isDeclared = ({ method: verb, path }: { method: string; path: string }) =>
    documents.some((document) =>
      Object.entries(document.paths).some(
        ([template, item]) => verb.toLowerCase() in item && pathFits(template, path) && pathFits(path, template),
      ),
    );
  return [
    ...Object.keys(parameters)
      .filter((name) => !namesOf(side.parameters).includes(name))
      .map((name) => `${method}: \`parameters\` has ${name}, which the action does not know`),
    ...secretsOf(side.parameters, parameters)
      .filter((secret) => secret.length < 8)
      .map(
        () => `${method}: a secret in \`parameters\` has fewer than 8 characters: a leak of it would not be recognized`,
      ),
    ...endpointsOf(subject, action)
      .filter((endpoint) => !isDeclared(endpoint))
      .map((endpoint) => `${method}: ${endpoint.method} ${endpoint.path} is in no document`),
  ];
}
