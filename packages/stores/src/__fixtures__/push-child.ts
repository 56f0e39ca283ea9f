import { createFileStore } from "../file-store";
import { createPeople } from "./people";

/*
 * The script of a child process: pushes so many people at once to a vendor in memory, with a file store, and prints how many pushes
 * succeeded, how many candidates there are, and which errors there were.
 */
const [directory = "", count = "0"] = process.argv.slice(2);
const { push, candidates } = createPeople(createFileStore({ directory }));
const results = await push(...Array.from({ length: Number(count) }, (_, index) => `p${index}`));
const succeeded = results.filter(({ status }) => status === "success").length;
const errors = [...new Set(results.flatMap(({ failures }) => failures.map(({ error }) => error.message)))];
console.log(JSON.stringify({ succeeded, created: new Set(candidates).size, errors: errors.slice(0, 5) }));
