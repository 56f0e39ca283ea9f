import { testConnector } from "@hrflow-connectors/testing/vitest";
import { greenhouseSettings } from "./__fixtures__/greenhouse-settings";
import { greenhouse } from "./greenhouse-connector";

testConnector(greenhouse, greenhouseSettings);
