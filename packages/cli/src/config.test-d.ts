import { lever } from "@hrflow-connectors/lever";
import { createFileStore } from "@hrflow-connectors/stores/file";
import { defineConfig, env, file } from "./config";

const originParameters = { apiSecret: env("HRFLOW_SECRET"), apiUser: "me@example.com", sourceKey: "key" };
const targetParameters = { clientDomain: "api", apiKey: file("lever-key.txt"), performAs: "user" };

defineConfig({
  store: createFileStore({ directory: "state" }),
  workflows: {
    all: {
      action: lever.pushProfileList,
      originParameters,
      targetParameters,
      // The item has the type of this action.
      actionParameters: { logics: [(item) => (item.name === "" ? null : item)] },
    },
    jobs: {
      action: lever.pullJobList,
      originParameters: { clientDomain: "api", apiKey: env("LEVER_KEY") },
      targetParameters: { apiSecret: env("HRFLOW_SECRET"), apiUser: "me@example.com", boardKey: "key" },
    },
  },
});

defineConfig({
  workflows: {
    // @ts-expect-error A required parameter is missing.
    all: { action: lever.pushProfileList, originParameters: { apiUser: "me@example.com" }, targetParameters },
  },
});

defineConfig({
  workflows: {
    all: {
      action: lever.pushProfileList,
      originParameters,
      // @ts-expect-error A secret is a text, and this parameter is a boolean.
      targetParameters: { ...targetParameters, parse: env("PARSE") },
    },
  },
});
