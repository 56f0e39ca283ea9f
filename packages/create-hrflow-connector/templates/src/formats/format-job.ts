// #if pullJobList
import { bare, compact, htmlToText, line } from "@hrflow-connectors/core/formats";
import type { HrflowJobItem } from "@hrflow-connectors/hrflow-client/warehouses";
import type { Job } from "../generated/__slug__";

/** The default mapping of `__camel__.pullJobList`. */
export function formatJob({ id, title, location, url, description_html }: Job): HrflowJobItem {
  const place = { text: line(location) ?? null, lat: null, lng: null };
  const texts = compact({ url: bare(url), summary: htmlToText(description_html ?? "") });
  return { reference: id, name: line(title) ?? "", location: place, sections: [], ...texts };
}
// #end
