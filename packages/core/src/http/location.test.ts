import { expect, it } from "vitest";
import { httpOver, redirect } from "../__fixtures__/replies";

/** As `fetch` gives a header whose bytes are UTF-8. */
const asHeader = (text: string) => String.fromCharCode(...new TextEncoder().encode(text));
const file = () => new Response("%PDF-1.7");

it.each([
  ["raw UTF-8", asHeader("/Lebenslauf Zoë Größe.pdf"), "/Lebenslauf%20Zo%C3%AB%20Gr%C3%B6%C3%9Fe.pdf"],
  ["raw UTF-8 outside Latin 1", asHeader("/履歴書.pdf"), "/%E5%B1%A5%E6%AD%B4%E6%9B%B8.pdf"],
  ["percent-encoded", "/Zo%C3%AB.pdf", "/Zo%C3%AB.pdf"],
  ["Latin 1", "/Zo\u00eb.pdf", "/Zo%C3%AB.pdf"],
])("a download follows a Location in %s", async (_, location, path) => {
  const { http, requests } = httpOver([redirect(location), file]);
  await http.download({ url: "https://files.example/1" });
  expect(requests[1]?.url).toBe(`https://files.example${path}`);
});

it("a read within its origin follows it as well", async () => {
  const { http, requests } = httpOver([redirect(asHeader("/Zoë?page=2")), Response.json({})]);
  await http.fetch("https://api.acme.example/1");
  expect(requests[1]?.url).toBe("https://api.acme.example/Zo%C3%AB?page=2");
});
