import type { Http } from "./http";
import type { Logger } from "./logger";
import type { RunEventDetails } from "./run-event";
import type { Store } from "./store";

/** What a warehouse is given to work with, for one run. */
export interface WarehouseContext {
  http: Http;
  /** Lines go out with the run's id and without secrets. */
  logger: Logger;
  /** Ends when the run is to stop. Requests through `http` heed it by themselves. */
  signal: AbortSignal;
  store: Store | undefined;
  /** Has a value that was learned during the run (an access token) struck out of everything that goes out. */
  addSecret(value: string): void;
  emit(event: RunEventDetails): void;
}

export interface ReadContext extends WarehouseContext {
  /** The cursor saved by the last incremental run of this workflow; null at the first one and in `"sync"` mode. */
  readFrom: string | null;
}
