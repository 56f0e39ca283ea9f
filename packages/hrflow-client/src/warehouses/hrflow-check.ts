import type { CheckContext } from "@hrflow-connectors/core/connector";
import type { HrflowPaths } from "../hrflow-types";
import { dataOf, type HrflowCredential } from "./hrflow-connection";

type Context<Parameters> = CheckContext<HrflowPaths, HrflowCredential & Parameters>;

const keyAdvice = "check apiSecret and apiUser: the portal shows the keys and what they may do";

/** What an API key may do, as `/auth` names it. */
const allowing = { read: ["all", "read"], write: ["all", "write"] } as const;

/** Looks at the API key. A key that may only write cannot be looked at: it may read nothing. */
async function checkKey({ api, probe, report }: Context<object>, needed: keyof typeof allowing): Promise<void> {
  const found = await probe("the HrFlow.ai account", async () => dataOf(await api.GET("/auth")), keyAdvice);
  const permission: string | undefined = found?.api_key_permission ?? found?.api_secret_permission;
  if (permission === undefined) return;
  if ((allowing[needed] as readonly string[]).includes(permission)) return;
  const message = `the API key may only ${permission}, and the action has to ${needed}`;
  report({ level: "error", message, advice: `use a key with permission to ${needed}` });
}

/** Looks at the API key and the source, for a warehouse that reads or writes profiles. */
export async function checkSource(
  needed: keyof typeof allowing,
  context: Context<{ sourceKey: string }>,
): Promise<void> {
  const { api, parameters, probe } = context;
  await checkKey(context, needed);
  const query = { key: parameters.sourceKey };
  const read = async () => dataOf(await api.GET("/source", { params: { query } }));
  await probe(`the source ${parameters.sourceKey}`, read, "check sourceKey, and that the key may see the source");
}

/** Looks at the API key and the board, for a warehouse that writes jobs. */
export async function checkBoard(context: Context<{ boardKey: string }>): Promise<void> {
  const { api, parameters, probe } = context;
  await checkKey(context, "write");
  const query = { key: parameters.boardKey };
  const read = async () => dataOf(await api.GET("/board", { params: { query } }));
  await probe(`the board ${parameters.boardKey}`, read, "check boardKey, and that the key may see the board");
}
