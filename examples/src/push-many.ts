import { pushMany, type RunOptions } from "@hrflow-connectors/core";
import { lever } from "@hrflow-connectors/lever";

const origin = { apiSecret: "ask_...", apiUser: "ada@example.com", sourceKey: "..." };
const targetParameters = { clientDomain: "api", apiKey: "...", performAs: "..." };

function* inputsFor(profileKeys: Iterable<string>) {
  for (const profileKey of profileKeys)
    yield { workflowId: "all-to-lever", originParameters: { ...origin, profileKey }, targetParameters };
}

export async function pushAll(profileKeys: Iterable<string>, options: RunOptions) {
  const pushes = pushMany(lever.pushProfile, inputsFor(profileKeys), { ...options, concurrency: 20 });
  for await (const { input, result } of pushes)
    if (result.status !== "success") console.error(input.originParameters.profileKey, result.failures);
}
