import { expect, it } from "vitest";
import { emailAddresses, personOf, phoneNumbers } from "./contacts";

it.each([
  [" ada@example.com ", ["ada@example.com"]],
  ["ad\u200ba@exam\u00adple.com\u2060", ["ada@example.com"]],
  ["ada@example.com; ada@work.example", ["ada@example.com", "ada@work.example"]],
  ["ada@example.com,ADA@example.com", ["ada@example.com"]],
  ["ada@example.com / ada@work.example", ["ada@example.com", "ada@work.example"]],
  ["ada@example.com/ada@work.example", ["ada@example.com", "ada@work.example"]],
  ["ada@example.com\nada@work.example", ["ada@example.com", "ada@work.example"]],
  ["Ada Example <ada@example.com>", ["ada@example.com"]],
  ["mailto:ada@example.com", ["ada@example.com"]],
  ["a/b=c@example.com", ["a/b=c@example.com"]],
  ["ada+jobs@example.com.", ["ada+jobs@example.com"]],
  ["ada at example.com", ["ada at example.com"]],
  ["@", ["@"]],
  ["", []],
  ["\u200b", []],
  [null, []],
])("the e-mail addresses in %j", (text, addresses) => {
  expect(emailAddresses(text)).toEqual(addresses);
});

it.each([
  [" +33 1 00 00 00 00 ", ["+33 1 00 00 00 00"]],
  ["\u202a+33100000000\u202c", ["+33100000000"]],
  ["+33100000000; +33600000000", ["+33100000000", "+33600000000"]],
  ["+33100000000 / +33600000000", ["+33100000000", "+33600000000"]],
  ["+33100000000\n+33100000000", ["+33100000000"]],
  ["030/1234567", ["030/1234567"]],
  ["+1 555 123 4567, 89", ["+1 555 123 4567, 89"]],
  ["ask me", ["ask me"]],
  ["\u2800", []],
  [undefined, []],
])("the phone numbers in %j", (text, numbers) => {
  expect(phoneNumbers(text)).toEqual(numbers);
});

it("reads how to reach a person, with each address and number of a field", () => {
  const info = { full_name: "Ada Example", email: "ada@example.com; a@work.example", phone: "+33100000000" };
  expect(personOf({ ...info, location: { text: " Lyon " } } as never)).toEqual({
    ...{ full_name: "Ada Example", first_name: "Ada", last_name: "Example", location: "Lyon" },
    ...{ emails: ["ada@example.com", "a@work.example"], phones: ["+33100000000"] },
  });
  for (const none of [null, undefined, {}, { email: null, location: null }])
    expect(personOf(none as never)).toEqual({ emails: [], phones: [] });
});
