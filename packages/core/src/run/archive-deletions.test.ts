import { describe, expect, it } from "vitest";
import { stream } from "../__fixtures__/acme";
import { expectSkipped, filled, posts, reading } from "../__fixtures__/board";

const fiveOf = reading("a", "b", "c", "d", "e");
const fourOf = reading("a", "b", "c", "d");
const refused = () => new Error("refused");

describe("with an origin that lists its deletions", () => {
  it("archives only what it deleted: what is merely not read stays, and is archived once it is deleted", async () => {
    const board = await filled(["v", "w", "x", "y", "z"]);
    const read = reading("a", "b", "c").read;
    expect((await board.run({ read, deleted: () => stream(["e", "other"]) })).archiving).toEqual({ archived: 1 });
    expect(board.archived).toEqual(["id-e"]);
    await board.run({ read, deleted: () => stream(["d"]) });
    expect(board.archived).toEqual(["id-e", "id-d"]);
  });

  it("leaves what it deleted and the read yields", async () => {
    const board = await filled();
    const result = await board.run({ ...fiveOf, deleted: () => stream(["e"]) });
    expect([result.archiving, board.archived]).toEqual([{ archived: 0 }, []]);
  });

  it("does not ask for deletions while nothing is gone, after a failure or in an incremental run", async () => {
    const board = await filled();
    let asked = 0;
    const deleted = () => {
      asked += 1;
      return stream(["e"]);
    };
    await board.run({ ...fiveOf, deleted });
    await board.run({ read: () => stream(posts("a", "b"), refused()), deleted });
    await board.run({ ...fourOf, deleted }, { actionParameters: { readMode: "incremental" } });
    expect([asked, board.archived]).toEqual([0, []]);
    await board.run({ ...fourOf, deleted });
    expect([asked, board.archived]).toEqual([1, ["id-e"]]);
  });

  it("archives nothing if the deletions cannot be listed, and reports the failure", async () => {
    const board = await filled();
    const run = board.run({ ...fourOf, deleted: () => stream(["e"], refused()) }, { targetParameters: { share: 0.1 } });
    await expectSkipped(board, run, "allows");
    const broken = board.run({ ...fourOf, deleted: () => stream<string>([], refused()) });
    await expectSkipped(board, broken, "the deletions of the origin could not be listed");
    expect(await broken).toMatchObject({ status: "success_with_failures", failures: [{ stage: "read" }] });
  });
});
