// #if pullJobList
import { bare, htmlToText } from "@hrflow-connectors/core/formats";
import { type HrflowJobItem, jobItem } from "@hrflow-connectors/hrflow-client/warehouses";
import type { Job } from "../generated/__slug__";

/** The default mapping of `__camel__.pullJobList`. */
export function formatJob({ id, title, location, url, description_html }: Job): HrflowJobItem {
  const summary = htmlToText(description_html ?? "");
  return jobItem({ reference: id, name: title, location, url: bare(url), summary });
}
// #end
