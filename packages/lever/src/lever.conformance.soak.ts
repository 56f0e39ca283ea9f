import { testConnector } from "@hrflow-connectors/testing/vitest";
import { leverSettings } from "./__fixtures__/lever-settings";
import { lever } from "./lever-connector";

testConnector(lever, leverSettings);
