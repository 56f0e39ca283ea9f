import { testConnector } from "@hrflow-connectors/testing/vitest";
import { workableSettings } from "./__fixtures__/workable-settings";
import { workable } from "./workable-connector";

testConnector(workable, workableSettings);
