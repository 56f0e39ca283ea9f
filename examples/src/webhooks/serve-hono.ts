import { Hono } from "hono";
import { receiveLever } from "./receive-lever";

export function createHonoApp(...settings: Parameters<typeof receiveLever>) {
  const receive = receiveLever(...settings);
  return new Hono().post("/webhooks/lever", ({ req }) => receive(req.raw));
}
