import type { WebhookSource } from "@hrflow-connectors/core/webhooks";
import { describe, expect, it } from "vitest";
import { sampleConnector } from "./__fixtures__/acme";
import { connectorOf, differences, documentsOf } from "./action-pages";

const wording = { command: "npm run docs", packageHref: () => "../.." };

describe("documentsOf", () => {
  const readme = "# Acme\n\n<!-- parameters of pushProfile.target -->\n<!-- end of parameters -->\n";

  it("writes a page in the form of the Python project's", async () => {
    const page = (await documentsOf([sampleConnector()], wording)).pages.get("actions/acme/push_profile.md");
    expect(page).toMatchInlineSnapshot(`
      "<!-- Written by \`npm run docs\`: do not edit. -->

      # Push profile

      \`Acme board\` :arrow_right: \`Acme candidates\`

      Creates a candidate.

      **Acme board endpoints used:**

      | Endpoint | Permission |
      | --- | --- |

      **Acme candidates endpoints used:**

      | Endpoint | Permission |
      | --- | --- |
      | [\`POST /candidates\`](https://acme.example/docs) | \`write\` |

      **Capabilities:**

      - incremental reading: no
      - writing a record again: is skipped if a \`store\` remembers it
      - archiving: none
      - files that Acme candidates take: pdf; at most 1000 bytes
      - records written side by side: 2

      ## Action Parameters

      | Field | Type | Default | Description |
      | --- | --- | --- | --- |
      | \`format\` | \`function\` | \`formatCandidate\` | The mapping |

      ## Source Parameters

      Given as \`originParameters\`.

      | Field | Type | Default | Description |
      | --- | --- | --- | --- |
      | \`board\` :red_circle: | \`string\` | | Token of the board |

      ## Destination Parameters

      Given as \`targetParameters\`.

      | Field | Type | Default | Description |
      | --- | --- | --- | --- |
      | \`host\` :red_circle: | \`string\` | | Host of the API |
      | \`token\` | \`string\` | | Token. Secret |
      | \`user\` | \`string\` | | Name \\| id |
      | \`password\` | \`string\` | | Password of the user. Secret |
      | \`notify\` | \`boolean\` | \`false\` | Whether people are notified |

      Exactly one of these is needed: \`token\`; or \`user\` and \`password\`.

      :red_circle: : *required*

      ## Example

      \`\`\`ts
      import { acme } from "hrflow-connector-acme";

      const result = await acme.pushProfile({
        workflowId: "some_string_identifier",
        actionParameters: { logics: [], readMode: "sync" },
        originParameters: {
          board: "your_board",
        },
        targetParameters: {
          host: "eu",
          token: "your_token",
          notify: false,
        },
      });
      console.log(result.status, result.receipts, result.failures);
      \`\`\`
      "
    `);
  });

  it("fills the tables of the README", async () => {
    const { manifest, fillReadme } = await documentsOf([sampleConnector()], wording);
    const filled = fillReadme(readme, manifest.connectors[0] as (typeof manifest.connectors)[number]);
    expect(filled).toContain("| `token` | `string`, secret | | Token |");
    expect(filled).toContain("Exactly one of these is needed: `token`; or `user` and `password`.");
  });

  it("throws if a parameter has no description, and names it", async () => {
    const parameters = { type: "object", properties: { board: { type: "string" } }, required: ["board"] };
    const [action] = sampleConnector().definition.actions;
    const silent = sampleConnector({
      origin: { ...(action?.origin as NonNullable<typeof action>["origin"]), parameters },
    });
    await expect(documentsOf([silent], wording)).rejects.toThrow(
      "acme.pushProfile.originParameters: nothing describes board",
    );
  });

  it("writes a page that lists all actions, and links the package", async () => {
    const page = (await documentsOf([sampleConnector()], wording)).pages.get("actions/README.md");
    expect(page).toContain("Moves profiles. ATS, package [`hrflow-connector-acme`](../..).");
    expect(page).toContain(
      "| [`pushProfile`](acme/push_profile.md) | Acme board | Acme candidates | no | no | Creates a candidate. |",
    );
  });
});

describe("webhooks", () => {
  const source: WebhookSource = {
    name: "acme",
    signature: { in: { header: "Acme-Signature" }, algorithm: "hmac-sha256", encoding: "hex", signed: ["body"] },
    type: "event",
    events: {
      created: { ids: { id: "id" }, action: { method: "pushProfile", originParameters: { board: "id" } } },
      changed: {
        ids: { id: "id" },
        action: { method: "pushProfile", originParameters: { board: "id" }, readMode: "incremental" },
      },
      removed: { ids: { id: "id" }, deleted: { kind: "profile", id: "id" } },
      other: { ids: {} },
    },
  };
  const pagesOf = async (webhooks?: { source: WebhookSource }) =>
    (await documentsOf([{ ...sampleConnector(), ...(webhooks ? { webhooks } : {}) }], wording)).pages;

  it("are on the page of the action that they lead to, and on the page that lists all", async () => {
    const pages = await pagesOf({ source });
    expect(pages.get("actions/acme/push_profile.md")).toContain(
      "- webhooks that lead to this action: `created`, `changed`",
    );
    const list = pages.get("actions/README.md");
    expect(list).toContain("Webhooks, signed by hmac-sha256 in the header `Acme-Signature`:");
    for (const row of [
      "| `pushProfile` | `created` |",
      "| `pushProfile`, incremental | `changed` |",
      "| tells that a profile was deleted | `removed` |",
      "| no action | `other` |",
    ])
      expect(list).toContain(row);
  });

  it("are on no page of a connector without them", async () => {
    expect([...(await pagesOf()).values()].join().replace('"webhooks": null', "")).not.toMatch(/webhooks/i);
  });
});

describe("differences", () => {
  const pagesOf = new Map([
    ["docs/manifest.json", "{}"],
    ["docs/actions/acme/push_profile.md", "new"],
  ]);
  const committed: Record<string, string> = { "docs/manifest.json": "{}", "docs/actions/acme/push_profile.md": "new" };
  const found = (files: Record<string, string | undefined>) => {
    const all: Record<string, string | undefined> = { ...committed, ...files };
    return differences(pagesOf, Object.keys(all), (path) => all[path]);
  };

  it("finds none if every file is as it is generated", () => {
    expect(found({})).toEqual({ outdated: [], orphans: [] });
  });

  it("finds a file that was edited, and one that is missing", () => {
    expect(found({ "docs/manifest.json": "{ }", "docs/actions/acme/push_profile.md": undefined })).toEqual({
      ...{ outdated: ["docs/manifest.json", "docs/actions/acme/push_profile.md"], orphans: [] },
    });
  });

  it("finds the page of an action that does not exist any more", () => {
    expect(found({ "docs/actions/acme/pull_job.md": "old" })).toEqual({
      ...{ outdated: [], orphans: ["docs/actions/acme/pull_job.md"] },
    });
  });
});

describe("connectorOf", () => {
  it.each([
    ["the default export is no connector", { pushProfile: () => {} }, {}],
    ["the connector is exported under no name", { definition: { actions: [] } }, { other: {} }],
  ])("throws if %s", (problem, exported, named) => {
    expect(() => connectorOf("hrflow-connector-acme", { default: exported, ...named })).toThrow(problem);
  });
});
