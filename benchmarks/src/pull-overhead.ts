import { isDeepStrictEqual } from "node:util";
import { htmlToText } from "@hrflow-connectors/core/formats";
import type { HrflowJobItem } from "@hrflow-connectors/hrflow-client/warehouses";
import { formatJob, type LeverPosting } from "@hrflow-connectors/lever";
import { createLeverClient } from "@hrflow-connectors/lever/client";
import { type Figure, median, spread } from "./measure";
import { postingPages } from "./posting-pages";
import { timeLimit } from "./pull";
import { readPostings } from "./read-postings";
import { samplePosting } from "./sample-posting";

const items = 20_000;
const rounds = 5;

/** Compares a pull with a hand-written loop over the pages that writes the same jobs, with the same conversion of HTML. */
export async function measurePullOverhead(): Promise<Figure[]> {
  const sample = samplePosting(0);
  if (!isDeepStrictEqual(jobOf(sample), formatJob(sample))) throw new Error("the loop writes other jobs");
  await readByHand(items);
  await readPostings(items);
  const runs: { byHand: number; byMapping: number; byRunner: number }[] = [];
  const byMapping = (count: number) => readByHand(count, formatJob);
  for (let round = 0; round < rounds; round++)
    runs.push({
      byHand: await rateOf(readByHand),
      byMapping: await rateOf(byMapping),
      byRunner: await rateOf(readPostings),
    });
  const ratios = runs.map(({ byHand, byRunner }) => byRunner / byHand);
  const ratio = median(ratios);
  const toMapping = runs.map(({ byMapping, byRunner }) => byRunner / byMapping);
  return [
    {
      name: "hand-written page loop, postings per second of CPU time",
      value: median(runs.map(({ byHand }) => byHand)).toFixed(0),
    },
    { name: "pull, postings per second of CPU time", value: median(runs.map(({ byRunner }) => byRunner)).toFixed(0) },
    {
      name: "read and format: ratio to a hand-written page loop with timeouts and the same HTML conversion",
      value: `${ratio.toFixed(2)} (${spread(ratios)})`,
      target: "at least 0.80",
      passed: ratio >= 0.8,
    },
    {
      name: "read and format: ratio to the same loop with our mapping",
      value: `${median(toMapping).toFixed(2)} (${spread(toMapping)})`,
    },
  ];
}

/** By CPU time: reading from memory takes nothing else, and other processes do not count. */
async function rateOf(read: (count: number) => Promise<void>): Promise<number> {
  const before = process.cpuUsage();
  await read(items);
  const { user, system } = process.cpuUsage(before);
  return items / ((user + system) / 1_000_000);
}

async function readByHand(count: number, format = jobOf): Promise<void> {
  const client = createLeverClient({ auth: { apiKey: "not-a-real-key" }, fetch: postingPages(count) });
  let jobs = 0;
  let offset: string | undefined;
  do {
    const query = { state: ["published" as const], limit: 100, ...(offset === undefined ? {} : { offset }) };
    const { data, response } = await client.GET("/postings", { params: { query }, signal: timeLimit() });
    if (!response.ok || !data) throw new Error(`unexpected status ${response.status}`);
    for (const posting of data.data) {
      if (format(posting).reference) jobs++;
    }
    offset = data.hasNext ? data.next : undefined;
  } while (offset !== undefined);
  if (jobs !== count) throw new Error("the loop skipped items");
}

/** What a user writes for postings whose fields are known to be there: texts are trimmed, and not checked further. */
function jobOf({ id, text, content, categories, ...posting }: LeverPosting): HrflowJobItem {
  const tag = (name: string, value: string | null | undefined) => ({ name: `lever_${name}`, value });
  const indexed = (name: string, values: string[] | null | undefined) =>
    values?.map((value, index) => tag(`${name}_${index}`, value.trim()));
  const lists = content?.lists?.map((list) => {
    const title = list.text?.trim();
    return { name: title, title, description: htmlToText(list.content ?? "") };
  });
  const others = categories?.allLocations?.filter((location) => location !== categories.location);
  return {
    reference: id,
    name: text?.trim(),
    location: { text: categories?.location?.trim(), lat: null, lng: null },
    sections: [
      ...(lists ?? []),
      { name: "lever_closing", title: "lever_closing", description: content?.closing?.trim() },
    ],
    url: posting.urls?.show,
    summary: content?.description?.trim(),
    created_at: new Date(posting.createdAt ?? 0).toISOString(),
    tags: [
      tag("confidential", posting.confidentiality === "confidential" ? "True" : "False"),
      tag("team", categories?.team?.trim()),
      tag("location", categories?.location?.trim()),
      tag("commitment", categories?.commitment?.trim()),
      ...(indexed("location", others) ?? []),
      ...(indexed("additional_tag", posting.tags) ?? []),
      ...(indexed("distributionChannel", posting.distributionChannels) ?? []),
      tag("url_show", posting.urls?.show),
      tag("url_list", posting.urls?.list),
      tag("url_apply", posting.urls?.apply),
      tag("country", posting.country),
      tag("state", posting.state),
      tag("workplaceType", posting.workplaceType),
    ],
    metadatas: [tag("updated_at", new Date(posting.updatedAt ?? 0).toISOString())],
  } as HrflowJobItem;
}
