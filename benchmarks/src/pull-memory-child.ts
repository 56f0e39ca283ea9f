import { pulls } from "./pull-list";
import { vendorNetwork } from "./vendor-network";

/** Pulls so many records by the action with this name, and prints the peak of its memory. */
const [, , name, given] = process.argv;
const count = Number(given);
const pull = pulls.find((one) => one.name === name);
if (!pull) throw new Error(`there is no pull "${name}"`);
let delivered = 0;
const deliver = () => {
  delivered += 1;
};
const { failures } = await pull.run(deliver, vendorNetwork(pull.vendor(count)).fetch);
if (delivered !== count) throw new Error(`${delivered} items were delivered: ${JSON.stringify(failures[0])}`);
console.log(JSON.stringify({ peakMegabytes: process.resourceUsage().maxRSS / 1024 }));
