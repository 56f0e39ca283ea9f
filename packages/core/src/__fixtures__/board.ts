import { expect } from "vitest";
import * as z from "zod";
import type { Logger } from "../contract/result";
import type { ActionParameters, RunOptions } from "../contract/run";
import { defineAction, defineConnector } from "../define/define-connector";
import { defineConnection, defineWarehouse } from "../define/define-warehouse";
import { typedApi } from "../http/api";
import { createMemoryStore } from "../state/state";
import { stream } from "./acme";

export interface Post {
  reference: string | null;
  updatedAt?: string;
}

export const posts = (...references: string[]): Post[] => references.map((reference) => ({ reference }));

export interface BoardSettings {
  read?: () => AsyncIterable<Post>;
  /** Default: the reference. */
  id?: (post: Post) => string | null;
  isFiltered?: ((parameters: { team: string }) => boolean) | undefined;
  /** What the origin says it deleted. Default: it does not say. */
  deleted?: () => AsyncIterable<string>;
  write?: (post: Post) => Promise<void>;
  archive?: (id: string) => Promise<void>;
}

const api = typedApi<object>({ baseUrl: "https://board.example" });
const anybody = { api, auth: () => ({ type: "none" }) as const };

/** A board in memory that posts are copied to, and runs of one workflow that keeps it in step with its origin. */
export function createBoard(foreign: string[] = []) {
  /** The references of the live records, by their ids. */
  const live = new Map<string, string>(foreign.map((reference) => [`id-${reference}`, reference]));
  const archived: string[] = [];
  const lines: { level: string; message: string }[] = [];
  const log = (level: string) => (_: object, message: string) => void lines.push({ level, message });
  const logger: Logger = { debug: log("debug"), info: log("info"), warn: log("warn"), error: log("error") };
  const store = createMemoryStore();

  const connectorOf = ({ read, id, archive, write, deleted, ...settings }: BoardSettings) => {
    const isFiltered = "isFiltered" in settings ? settings.isFiltered : () => false;
    const origin = defineWarehouse({
      name: "Posts",
      dataType: "job",
      connection: defineConnection({
        ...{ name: "posts", ...anybody },
        parameters: z.object({ team: z.string().default("all") }),
        account: () => "origin",
      }),
      read: {
        endpoints: [],
        read: () => read?.() ?? stream(posts("a", "b", "c", "d", "e")),
        cursor: ({ updatedAt }) => updatedAt ?? "2026-01-01T00:00:00.000Z",
        overlapMs: 0,
        ...(id ? { id } : {}),
        ...(isFiltered ? { isFiltered } : {}),
        ...(deleted ? { deleted } : {}),
      },
    });
    const target = defineWarehouse({
      name: "Board",
      dataType: "job",
      connection: defineConnection({
        ...{ name: "board", ...anybody },
        parameters: z.object({
          board: z.string().default("jobs"),
          sync: z.boolean().default(false),
          share: z.number().default(0.2),
        }),
        account: () => "target",
      }),
      write: {
        endpoints: [],
        idempotent: true,
        scope: ({ board }) => board,
        async write(post: Post) {
          await write?.(post);
          live.set(`id-${post.reference}`, String(post.reference));
          return { id: `id-${post.reference}` };
        },
        archive: {
          parameter: "sync",
          limit: ({ share }) => share,
          live: () => stream([...live].map(([id, reference]) => ({ id, reference }))),
          async archive(id) {
            await archive?.(id);
            live.delete(id);
            archived.push(id);
          },
        },
      },
    });
    return defineConnector({
      ...{ name: "Board", slug: "board", type: "Other", url: "https://board.example", description: "" },
      package: { name: "hrflow-connector-board", version: "1.0.0" },
      actions: { pull: defineAction({ description: "", origin, target, format: (post: Post) => post }) },
    });
  };
  return {
    live,
    archived,
    lines,
    store,
    connectorOf,
    /** Runs the workflow with `sync`. Whatever is given wins. */
    run(
      settings: BoardSettings = {},
      given: {
        workflowId?: string;
        actionParameters?: ActionParameters<Post, Post>;
        originParameters?: { team?: string };
        targetParameters?: { board?: string; sync?: boolean; share?: number };
      } = {},
      options: RunOptions = {},
    ) {
      const { workflowId = "w", originParameters = {}, targetParameters, actionParameters } = given;
      return connectorOf(settings).pull(
        { workflowId, originParameters, targetParameters: { sync: true, ...targetParameters }, actionParameters },
        { store, logger, ...options },
      );
    },
  };
}

/** A reader of these posts. */
export const reading = (...references: string[]) => ({ read: () => stream(posts(...references)) });

/** A board to which one run of the workflow copied five posts. */
export async function filled(foreign: string[] = []) {
  const board = createBoard(foreign);
  expect((await board.run()).archiving).toEqual({ archived: 0 });
  return board;
}

/** Nothing was archived, and both the result and the log say why. */
export async function expectSkipped(
  board: ReturnType<typeof createBoard>,
  run: ReturnType<typeof board.run>,
  reason: string | RegExp,
) {
  const { archiving } = await run;
  expect(board.archived).toEqual([]);
  expect(archiving).toEqual({ archived: 0, skipped: expect.stringMatching(reason) });
  expect(board.lines).toContainEqual({
    level: expect.stringMatching(/warn|info/),
    message: expect.stringMatching(`nothing is archived: .*${archiving?.skipped}`),
  });
}
