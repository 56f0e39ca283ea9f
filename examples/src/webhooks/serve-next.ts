import { createFileStore } from "@hrflow-connectors/stores/file";
import { receiveLever } from "./receive-lever";

// app/webhooks/lever/route.ts. Without the variable it throws, where another default would be a secret that everybody knows.
export const POST = receiveLever([process.env.LEVER_TOKEN ?? ""], {
  store: createFileStore({ directory: ".webhooks" }),
  queue: { add: async (job) => console.log("read again", job) },
});
