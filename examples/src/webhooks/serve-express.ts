import { toNodeHandler } from "@hrflow-connectors/core/node";
import express from "express";
import { receiveLever } from "./receive-lever";

export function createExpressApp(...settings: Parameters<typeof receiveLever>) {
  const app = express();
  // Before `express.json()`, which would take the raw body away.
  app.post("/webhooks/lever", toNodeHandler(receiveLever(...settings)));
  return app.use(express.json());
}
