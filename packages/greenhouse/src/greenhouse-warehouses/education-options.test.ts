import { NetworkError } from "@hrflow-connectors/core";
import { expect, it, vi } from "vitest";
import { createEducationOptions, type EducationOption } from "./education-options";

async function* rows(...options: EducationOption[]) {
  yield* options;
}

it("compares names whole, ignoring case and blanks, and takes the first of two equal ones", async () => {
  const options = createEducationOptions(() =>
    rows(
      { id: 1, name: " École  Normale" },
      { id: 2, name: "ecole normale" },
      { id: 3, name: "Normale" },
      { id: 4, name: "NORMALE" },
    ),
  );
  expect(await options.find("school_name", "ÉCOLE NORMALE ")).toBe(1);
  expect(await options.find("school_name", "Ecolenormale")).toBe(2);
  expect(await options.find("school_name", "normale")).toBe(3);
  expect(await options.find("school_name", "Norma")).toBeUndefined();
});

it("reads each list once, also when several look at the same time", async () => {
  const read = vi.fn((kind: string) => rows({ id: kind.length, name: "x" }));
  const options = createEducationOptions(read);
  const found = await Promise.all([
    options.find("degree", "x"),
    options.find("degree", "x"),
    options.find("discipline", "x"),
  ]);
  expect(found).toEqual([6, 6, 10]);
  expect(read).toHaveBeenCalledTimes(2);
});

it("reads a list again only when the failure may pass", async () => {
  const faults = [new NetworkError("gone for now"), new Error("gone for good")];
  const read = vi.fn(async function* (): AsyncGenerator<EducationOption> {
    const fault = faults.shift();
    if (fault) throw fault;
    yield { id: 1, name: "x" };
  });
  const options = createEducationOptions(read);
  await expect(options.find("degree", "x")).rejects.toThrow("for now");
  await expect(options.find("degree", "x")).rejects.toThrow("for good");
  await expect(options.find("degree", "x")).rejects.toThrow("for good");
  expect(read).toHaveBeenCalledTimes(2);
});
