import { testKilledPulls } from "./kill-pulls";

/** Per pull. The soak kills at all points. */
testKilledPulls(12);
