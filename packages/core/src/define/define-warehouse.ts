import type { AnyConnection, Connection, Endpoint, ParameterSchema } from "../contract/connection";
import type {
  DataType,
  ReadableWarehouse,
  Side,
  Warehouse,
  WarehouseSource,
  WritableWarehouse,
} from "../contract/warehouse";
import { ConfigurationError } from "../errors";

/** Types a connection, which is otherwise plain data and functions. */
export function defineConnection<Input, Credential, Paths extends object>(
  connection: Connection<Input, Credential, Paths>,
): typeof connection {
  return connection;
}

/** A warehouse by the sides that it declares. */
type Defined<RInput, RParameters, RItem, WInput, WParameters, WItem> = Warehouse &
  ([RItem] extends [never] ? unknown : ReadableWarehouse<RInput, RParameters, RItem>) &
  ([WItem] extends [never] ? unknown : WritableWarehouse<WInput, WParameters, WItem>);

/**
 * Defines a warehouse. What `read` yields and `write` takes is inferred from them. Throws `ConfigurationError` if a part is missing.
 *
 * @example
 * export const acmeJobs = defineWarehouse({
 *   name: "Acme jobs",
 *   dataType: "job",
 *   connection: acmeConnection,
 *   read: { endpoints: ["GET /jobs"], read: ({ api }) => paginate(...) },
 * });
 */
export function defineWarehouse<
  Input,
  Credential,
  Paths extends object,
  RItem = never,
  WItem = never,
  RInput = Input,
  RParameters extends Credential = Credential,
  WInput = Input,
  WParameters extends Credential = Credential,
>(
  source: WarehouseSource<Input, Credential, Paths, RInput, RParameters, RItem, WInput, WParameters, WItem>,
): Defined<RInput, RParameters, RItem, WInput, WParameters, WItem> {
  const { name, dataType, connection, read, write } = source;
  checkSource(source);
  const side = (declared: NonNullable<typeof read | typeof write>) => ({
    parameters: declared.parameters ?? connection.parameters,
    endpoints: declared.endpoints.map((endpoint) => endpointOf(name, endpoint, connection)),
    connections: [connection],
  });
  const warehouse = {
    specificationVersion: "v1",
    name,
    dataType,
    ...(read && {
      read: {
        ...side(read),
        choose: () => {
          const { read: readItems, file, check, isFiltered, deleted } = read;
          return { connection, read: readItems, file, check, isFiltered, deleted };
        },
        cursor: read.cursor,
        overlapMs: read.overlapMs,
        id: read.id,
        deletions: read.deleted ? "listed" : read.isFiltered ? "unread" : null,
      },
    }),
    ...(write && {
      write: {
        ...side(write),
        concurrency: write.concurrency ?? 1,
        idempotent: write.idempotent ?? false,
        files: write.files,
        archiveParameter: write.archive?.parameter,
        choose: () => {
          const { scope, continues, write: writeItem, plan, check, archive } = write;
          return { connection, scope, continues, write: writeItem, plan, check, archive };
        },
      },
    }),
  };
  return warehouse as unknown as Defined<RInput, RParameters, RItem, WInput, WParameters, WItem>;
}

// biome-ignore lint/suspicious/noExplicitAny: each alternative has parameters of its own, which `parameters` brings together.
type AnyParameters = any;
type Alternative<RItem, WItem> = Warehouse &
  Partial<
    ReadableWarehouse<AnyParameters, AnyParameters, RItem> & WritableWarehouse<AnyParameters, AnyParameters, WItem>
  >;

/**
 * Defines a warehouse that is one of several others: where the vendor has two protocols, each is a connection of its own, and the
 * parameters say which is meant. The alternatives have the same sides; `parameters` are those of both.
 */
export function defineAlternatives<Input, Parameters, RItem = never, WItem = never>(source: {
  name: string;
  dataType: DataType;
  /** The parameters of all alternatives, with the check that they fit one. */
  parameters: ParameterSchema<Input, Parameters>;
  of: readonly Alternative<RItem, WItem>[];
  /** Returns the alternative that checked parameters ask for. */
  choose(parameters: Parameters): Alternative<RItem, WItem>;
}): Defined<Input, Parameters, RItem, Input, Parameters, WItem> {
  const { name, dataType, parameters } = source;
  const of = source.of as readonly Partial<AnyReadable & AnyWritable>[];
  const chosen = (given: Parameters) => source.choose(given) as AnyReadable & AnyWritable;
  const reads = of.flatMap(({ read }) => read ?? []);
  const writes = of.flatMap(({ write }) => write ?? []);
  const side = (sides: readonly Side<unknown, unknown>[]) => ({
    parameters,
    endpoints: sides.flatMap(({ endpoints }) => endpoints),
    connections: sides.flatMap(({ connections }) => connections),
  });
  const [first] = reads;
  const warehouse = {
    specificationVersion: "v1",
    name,
    dataType,
    ...(first && {
      read: {
        ...side(reads),
        choose: (given: Parameters) => chosen(given).read.choose(given),
        cursor: first.cursor,
        overlapMs: first.overlapMs,
        id: first.id,
        deletions: first.deletions,
      },
    }),
    ...(writes.length > 0 && {
      write: {
        ...side(writes),
        concurrency: Math.min(...writes.map(({ concurrency }) => concurrency)),
        idempotent: writes.every(({ idempotent }) => idempotent),
        files: writes[0]?.files,
        archiveParameter: writes[0]?.archiveParameter,
        choose: (given: Parameters) => chosen(given).write.choose(given),
      },
    }),
  };
  return warehouse as unknown as Defined<Input, Parameters, RItem, Input, Parameters, WItem>;
}

type AnyReadable = ReadableWarehouse<unknown, unknown, unknown>;
type AnyWritable = WritableWarehouse<unknown, unknown, unknown>;

type Part = Record<string, unknown>;

/** What TypeScript cannot check, and what it would check for those who do not use it. */
function checkSource({
  name,
  connection,
  read,
  write,
}: {
  name: string;
  connection: unknown;
  read?: unknown;
  write?: unknown;
}) {
  const fail = (message: string): never => {
    throw new ConfigurationError(`warehouse ${JSON.stringify(name)}: ${message}`);
  };
  const { name: connectionName, api, auth, account } = (connection ?? fail("connection is missing")) as Part;
  if (typeof connectionName !== "string" || !/^[a-z][a-z0-9-]*$/.test(connectionName))
    fail(`expected the connection's name in lower case, found ${JSON.stringify(connectionName)}`);
  if (typeof api !== "object" || api === null) fail("the connection has no api: give typedApi<paths>({ ... })");
  if (typeof auth !== "function") fail("the connection has no auth function");
  if (typeof account !== "function") fail("the connection has no account function: it identifies what is written to");
  if (!read && !write) fail("expected read, write or both");
  for (const [side, declared] of Object.entries({ read, write }) as [string, Part | undefined][]) {
    if (!declared) continue;
    if (typeof declared[side] !== "function") fail(`${side}.${side} is not a function`);
    if (!Array.isArray(declared.endpoints)) fail(`${side}.endpoints is not a list`);
  }
  const { concurrency = 1 } = (write ?? {}) as { concurrency?: number };
  if (!Number.isInteger(concurrency) || concurrency < 1)
    fail(`write.concurrency: expected a whole number from 1, found ${concurrency}`);
}

function endpointOf(
  warehouse: string,
  declared: string | { endpoint: string; permission?: string; url?: string },
  { protocol, api }: AnyConnection,
): Endpoint {
  const { endpoint, ...details } = typeof declared === "string" ? { endpoint: declared } : declared;
  const [, method, path] = /^(GET|POST|PUT|PATCH|DELETE) (\/\S*)$/.exec(endpoint) ?? [];
  if (!method || !path) {
    throw new ConfigurationError(
      `warehouse "${warehouse}": endpoint ${JSON.stringify(endpoint)}: expected a method and a path, such as "GET /jobs"`,
    );
  }
  return {
    ...{ method: method as Endpoint["method"], path },
    ...(protocol ? { protocol } : {}),
    ...(method === "POST" && api.isRead?.(path) ? { isRead: true } : {}),
    ...details,
  };
}
