import { testConnector } from "@hrflow-connectors/testing/vitest";
import { bamboohrSettings } from "./__fixtures__/bamboohr-settings";
import { bamboohr } from "./bamboohr-connector";

testConnector(bamboohr, bamboohrSettings);
