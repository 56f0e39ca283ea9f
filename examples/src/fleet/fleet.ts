import { redis } from "../../../config/servers";
import { runFleet } from "./run-fleet";

/* npm run fleet: four workers, a schedule and a webhook on this machine, with fakes of HrFlow.ai and Lever. Needs redis-server. */
if (redis.isMissing)
  console.log("Nothing was done: redis-server is not installed. On Debian: apt-get install redis-server");
else await runFleet((line) => console.log(line));
