import { createFileStore } from "@hrflow-connectors/stores/file";
import { receiveLever } from "./receive-lever";

// app/webhooks/lever/route.ts
export const POST = receiveLever([process.env.LEVER_TOKEN ?? "not set"], {
  store: createFileStore({ directory: ".webhooks" }),
  queue: { add: async (job) => console.log("read again", job) },
});
