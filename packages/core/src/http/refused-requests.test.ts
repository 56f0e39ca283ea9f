import { expect, it } from "vitest";
import { ConnectorError } from "../errors";
import { createHttp } from "./http";

it("a request whose lock is lost by the time it leaves is not sent, although it was begun before", async () => {
  let sent = 0;
  const fetch = async () => {
    sent += 1;
    return new Response("{}");
  };
  const lost = new ConnectorError("the lock was lost", { code: "lease_lost", retryable: true });
  const http = createHttp({ fetch }, { refusal: () => (sent > 0 ? lost : undefined) });
  const outcomes = await Promise.allSettled([1, 2].map(() => http.fetch("https://acme.example", { method: "POST" })));
  expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "rejected"]);
  expect(sent).toBe(1);
});
