import { testKilledPulls } from "./kill-pulls";

testKilledPulls();
