import { ApiCallError, ConnectorError, InputError, NetworkError, ResponseShapeError } from "@hrflow-connectors/core";
import { describe, expect, it, vi } from "vitest";
import { createEducationOptions, type EducationOption, resolveEducation } from "./education-options";

async function* rows(...options: EducationOption[]) {
  yield* options;
}

/** Like the one of a run: what failed is loaded again if that may help. */
function createOnce() {
  const loaded = new Map<string, Promise<unknown>>();
  return <T>(key: string, load: () => Promise<T>): Promise<T> => {
    const value = loaded.get(key) ?? load();
    loaded.set(key, value);
    value.catch((error) => ConnectorError.isInstance(error) && error.retryable && loaded.delete(key));
    return value as Promise<T>;
  };
}

describe("the options of a list", () => {
  it("are compared by their whole names, ignoring case and blanks; the first of two equal ones wins", async () => {
    const options = createEducationOptions("v3", createOnce(), () =>
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

  it("are found in any spelling of one name", async () => {
    const names = ["Universität Gießen", "Orta Doğu Teknik Üniversitesi İ", "King’s College", "École\u200b Normale"];
    const options = createEducationOptions("v3", createOnce(), () => rows(...names.map((name, id) => ({ id, name }))));
    expect(await options.find("school_name", "UNIVERSITÄT GIESSEN")).toBe(0);
    expect(await options.find("school_name", "ORTA DOĞU TEKNİK ÜNİVERSİTESİ İ")).toBe(1);
    expect(await options.find("school_name", "King's College")).toBe(2);
    expect(await options.find("school_name", "E\u0301cole Normale")).toBe(3);
  });

  it("are read once, also by several lookups at the same time, and apart for each kind and protocol", async () => {
    const read = vi.fn((kind: string) => rows({ id: kind.length, name: "x" }));
    const once = createOnce();
    const options = createEducationOptions("v3", once, read);
    const found = await Promise.all([
      options.find("degree", "x"),
      options.find("degree", "x"),
      options.find("discipline", "x"),
    ]);
    expect(found).toEqual([6, 6, 10]);
    expect(read).toHaveBeenCalledTimes(2);
    const other = createEducationOptions("v1", once, () => rows({ id: 1, name: "x" }));
    expect(await other.find("degree", "x")).toBe(1);
  });

  it("are read again only if the failure is transient", async () => {
    const faults = [new NetworkError("gone for now"), new ResponseShapeError("a page"), new Error("gone for good")];
    const read = vi.fn(async function* (): AsyncGenerator<EducationOption> {
      const fault = faults.shift();
      if (fault) throw fault;
      yield { id: 1, name: "x" };
    });
    const options = createEducationOptions("v3", createOnce(), read);
    await expect(options.find("degree", "x")).rejects.toThrow("for now");
    await expect(options.find("degree", "x")).rejects.toThrow("a page");
    await expect(options.find("degree", "x")).rejects.toThrow("for good");
    await expect(options.find("degree", "x")).rejects.toThrow("for good");
    expect(read).toHaveBeenCalledTimes(3);
  });
});

describe("an education", () => {
  const refused = new ApiCallError({ method: "GET", url: "https://x/degrees", status: 403, vendorMessage: "no scope" });
  const optionsWith = (fault?: unknown) =>
    createEducationOptions("v3", createOnce(), async function* (kind) {
      if (kind === "degree" && fault) throw fault;
      yield { id: kind.length, name: "known" };
    });
  const refusal = "the degrees of Greenhouse could not be read: GET https://x/degrees responded with 403: no scope";

  it("has the ids of its names, and warns of those that have no option", async () => {
    const education = { school_name: " Known ", degree: "other", discipline: "KNOWN" };
    expect(await resolveEducation(education, optionsWith(), { mayWait: true })).toEqual({
      ids: { school_name: 11, discipline: 10 },
      warnings: ['education sent without degree "other": Greenhouse has no such option'],
    });
  });

  it("is refused if none of its names has an option, with the lists that could not be read", async () => {
    const resolving = resolveEducation({ school_name: "other", degree: "known" }, optionsWith(refused), {
      mayWait: true,
    });
    await expect(resolving).rejects.toThrow(InputError);
    await expect(resolving).rejects.toThrow(
      `${refusal}; Greenhouse has no such option: school "other", degree "known"`,
    );
  });

  it("is sent without a name whose list is refused", async () => {
    const education = { school_name: "known", degree: "known" };
    expect(await resolveEducation(education, optionsWith(refused), { mayWait: true })).toEqual({
      ids: { school_name: 11 },
      warnings: [refusal, 'education sent without degree "known": Greenhouse has no such option'],
    });
  });

  it.each([true, false])("waits for a list that is unavailable only if it may: %s", async (mayWait) => {
    const education = { school_name: "known", degree: "known" };
    const resolving = resolveEducation(education, optionsWith(new NetworkError("reset")), { mayWait });
    if (mayWait) await expect(resolving).rejects.toMatchObject({ code: "network_error", retryable: true });
    else expect((await resolving).ids).toEqual({ school_name: 11 });
  });
});
