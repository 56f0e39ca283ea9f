import { testConnector } from "@hrflow-connectors/testing/vitest";
import { ashbySettings } from "./__fixtures__/ashby-settings";
import { ashby } from "./ashby-connector";

testConnector(ashby, ashbySettings);
