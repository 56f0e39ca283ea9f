import { expect, it } from "vitest";
import { unwrap } from "./greenhouse-error";

it.each([
  [
    { message: "Invalid", errors: ["a", { message: "is blank", field: "first_name" }] },
    "Invalid: a; first_name is blank",
  ],
  [{ message: "Invalid", errors: [{ message: "is blank" }, null, 5] }, "Invalid: is blank"],
  [{ errors: [{ message: "is blank", field: null }] }, "is blank"],
  [{ status: 404, error: "Job not found" }, "Job not found"],
  [{ message: "Invalid", errors: "none" }, "Invalid"],
  [{}, "no message"],
  [null, "no message"],
  [[], "no message"],
])("picks the words of %j", async (error, words) => {
  const call = Promise.resolve({ error, response: new Response(null, { status: 422 }) });
  await expect(unwrap(call)).rejects.toThrow(`answered 422: ${words}`);
});
