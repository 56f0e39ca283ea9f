import { expect, it } from "vitest";
import { addressOf, placeOf } from "./places";

it("reads the known parts of an address", () => {
  const fields = { city: " Lyon ", country: "فرنسا", state: "", postcode: null, category: "home" };
  const parts = ["road", "city", "state", "postcode", "country"] as const;
  expect(addressOf({ location: { fields } } as never, parts)).toEqual({ city: "Lyon", country: "فرنسا" });
  expect(addressOf({ location: { fields } } as never, ["city"])).toEqual({ city: "Lyon" });
  for (const none of [null, { location: null }, { location: { fields: [] } }, { location: { fields: null } }])
    expect(addressOf(none as never, parts)).toEqual({});
});

it("writes a place from the parts of an address, and from a text that the vendor gives", () => {
  const parts = { city: " Lyon ", state: "", postcode: "69001", country: "France", road: null };
  const fields = { city: "Lyon", postcode: "69001", country: "France" };
  expect(placeOf(parts)).toEqual({ text: "Lyon, 69001, France", fields });
  expect(placeOf(parts, "Lyon office")).toEqual({ text: "Lyon office", fields });
  expect(placeOf({}, " Remote ")).toEqual({ text: "Remote" });
});

it("names a city that is a state as well once, and knows no place without any part", () => {
  expect(placeOf({ city: "Berlin", state: "Berlin" })?.text).toBe("Berlin");
  for (const none of [{}, { city: null, state: "\u200b" }]) expect(placeOf(none, " ")).toBeUndefined();
});

it("takes a postcode that is a number", () => {
  expect(placeOf({ city: "Lyon", postcode: 69001 })).toEqual({
    text: "Lyon, 69001",
    fields: { city: "Lyon", postcode: "69001" },
  });
  expect(addressOf({ location: { fields: { postcode: 69001 } } } as never, ["postcode"])).toEqual({
    postcode: "69001",
  });
});
