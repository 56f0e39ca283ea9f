import { expect, it } from "vitest";
import { createPageGuard } from "./page-guard";

it("lets a listing go on, empty pages between full ones included", () => {
  const follow = createPageGuard("people");
  for (let page = 0; page < 500; page++) expect(follow(String(page), page % 20 === 0 ? 1 : 0)).toBe(String(page));
});

it("ends where a page leads back", () => {
  const follow = createPageGuard("people");
  follow("1", 100);
  follow("2", 100);
  expect(() => follow("1", 100)).toThrow("a page of people leads back to an earlier one");
});

it("ends where empty pages follow one another", () => {
  const follow = createPageGuard("people");
  const readOn = () => Array.from({ length: 100 }, (_, page) => follow(String(page), 0));
  expect(readOn).toThrow("the pages of people have no end");
});
