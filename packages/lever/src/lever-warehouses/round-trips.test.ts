import type { Store } from "@hrflow-connectors/core";
import { countRounds, file, recordingFetch } from "@hrflow-connectors/testing/vitest";
import { expect, it } from "vitest";
import { createFakes, fakeTarget } from "../__fixtures__/fakes";
import {
  byRefreshToken,
  created,
  originParameters,
  profile,
  profileRoute,
  sandbox,
  token,
  tokenRoute,
} from "../__fixtures__/lever";
import { lever } from "../lever-connector";

const pdf = file(new TextEncoder().encode("%PDF-1.4"), "application/pdf");
const attachments = [{ type: "resume", public_url: "https://files.example.com/ada.pdf" }];

it("a push with a resume takes three round trips with an API key", async () => {
  const { fetch } = createFakes({ extension: ".pdf" });
  const network = countRounds(fetch);
  const input = { workflowId: "w", originParameters, targetParameters: fakeTarget };
  expect(await lever.pushProfile(input, { fetch: network.fetch })).toMatchObject({ status: "success" });
  expect(network.rounds).toEqual([["GET /v1/profile/indexing"], ["GET /ada"], ["POST /v1/opportunities"]]);
});

it("a push with a resume takes three round trips with a token to request", async () => {
  const { fetch } = recordingFetch({
    [tokenRoute]: token(1),
    [profileRoute]: profile({ attachments } as never),
    "GET https://files.example.com/ada.pdf": pdf,
    [`POST ${sandbox}/opportunities`]: created(),
  });
  const network = countRounds(fetch);
  const targetParameters = { ...byRefreshToken, performAs: "user-1" };
  const input = { workflowId: "w", originParameters, targetParameters };
  expect(await lever.pushProfile(input, { fetch: network.fetch })).toMatchObject({ status: "success" });
  expect(network.rounds).toEqual([
    ["GET /v1/profile/indexing", "POST /oauth/token"],
    ["GET /ada.pdf"],
    ["POST /v1/opportunities"],
  ]);
});

it("a push writes to the ledger three times: before the create, the owner of its record, and after it; and the run stores its result", async () => {
  const { fetch, store } = createFakes({ extension: ".pdf" });
  const written: string[] = [];
  const counting: Store = {
    ...store,
    setItem(key, value) {
      written.push(key.replace(/^hrflow-connectors:v1:|:[^:]*$/g, ""));
      return store.setItem(key, value);
    },
  };
  const input = { workflowId: "w", originParameters, targetParameters: fakeTarget };
  await lever.pushProfile(input, { fetch, store: counting });
  const isLedger = (key: string) => !key.startsWith("workflow:");
  expect(written.filter(isLedger)).toEqual(["delivery:lever:push_profile", "owner", "delivery:lever:push_profile"]);
  expect(written.filter((key) => !isLedger(key))).toEqual(["workflow:w"]);
});
