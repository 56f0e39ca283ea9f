import { expect, it } from "vitest";
import { jobItem, jobSections } from "./job-fields";

it("writes a job with what HrFlow.ai requires, and without what is absent", () => {
  expect(jobItem({ name: null })).toEqual({
    ...{ name: "", location: { text: null, lat: null, lng: null }, sections: [] },
  });
  const job = { reference: "7", name: " Site\nEngineer ", location: "Lyon", url: "", summary: null, tags: [] };
  expect(jobItem({ ...job, created_at: "2020" })).toEqual({
    ...{ reference: "7", name: "Site Engineer", location: { text: "Lyon", lat: null, lng: null }, sections: [] },
  });
  expect(jobItem({ ...job, created_at: "2020-05-01" })).toMatchObject({ created_at: "2020-05-01T00:00:00.000Z" });
});

it("keeps coordinates and the parts of an address", () => {
  const location = { text: "ليون", lat: 0, lng: 4.8, fields: { city: "Lyon" } };
  expect(jobItem({ name: "Engineer", location }).location).toEqual(location);
  expect(jobItem({ name: "Engineer", location: { lat: null } }).location).toEqual({ text: null, lat: null, lng: null });
});

it("names the sections of a job, and leaves out those without a text", () => {
  const html = { description: "<p>Go</p><p>Rust</p>", benefits: "<p>&nbsp;</p>", closing: null, opening: undefined };
  expect(jobSections("acme", { ...html, salary: 7 as never, team: {} as never })).toEqual([
    { name: "acme_description", title: "acme_description", description: "Go\nRust" },
  ]);
});

it("reads sections whose HTML is escaped, if it is told so", () => {
  const [section] = jobSections("acme", { description: "&lt;p&gt;Go&lt;/p&gt;" }, { isEscaped: true });
  expect(section?.description).toBe("Go");
});
