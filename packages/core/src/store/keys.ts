const prefix = "hrflow-connectors:v1";

/** Where a workflow's cursor is kept. */
export const cursorKey = (workflowId: string) => `${prefix}:workflow:${encodeURIComponent(workflowId)}:cursor`;

/** Where a workflow's last result is kept. */
export const resultKey = (workflowId: string) => `${prefix}:workflow:${encodeURIComponent(workflowId)}:result`;

/** Where it is kept what became of one item at one account; a hash stands for both. */
export const deliveryKey = (connector: string, action: string, itemHash: string) =>
  `${prefix}:delivery:${connector}:${action}:${itemHash}`;

/** Where the tokens are kept that one client got from one host for one grant; a hash stands for the grant. */
export const tokenKey = (host: string, clientId: string, grantHash: string) =>
  `${prefix}:token:${host}:${encodeURIComponent(clientId)}:${grantHash}`;

/** Where it is kept how many items of a run failed. */
export const deadLettersKey = (runId: string) => `${prefix}:dead-letters:${encodeURIComponent(runId)}`;

/** Where one of them is kept, counted from 1. */
export const deadLetterKey = (runId: string, number: number) => `${deadLettersKey(runId)}:${number}`;
