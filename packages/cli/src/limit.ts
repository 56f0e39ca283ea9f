import type { AnyAction, ConnectorAction, RunOptions, RunResult } from "@hrflow-connectors/core";
import { type ReadContext, runAction } from "@hrflow-connectors/core/connector";

/** The same action, which reads `count` items at most. */
export function limited(
  { action, id, connector }: ConnectorAction<AnyAction>,
  count: number,
): (input: object, options: RunOptions) => Promise<RunResult> {
  const { read } = action.origin;
  const choose = (parameters: unknown) => {
    const chosen = read.choose(parameters);
    return { ...chosen, read: (context: ReadContext<never, never>) => firstOf(chosen.read(context), count) };
  };
  const origin = { ...action.origin, read: { ...read, choose } };
  return (input, options) => runAction({ connector, id, action: { ...action, origin } }, input, options);
}

/** Ends before it asks for an item that it does not yield: a page more may cost a request. */
async function* firstOf(items: AsyncIterable<unknown>, count: number): AsyncGenerator<unknown> {
  let left = count;
  for await (const item of items) {
    yield item;
    left -= 1;
    if (left === 0) return;
  }
}
