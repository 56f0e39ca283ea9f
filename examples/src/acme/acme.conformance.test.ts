import { testConnector } from "@hrflow-connectors/testing/vitest";
import { acmeSettings } from "./__fixtures__/acme-settings";
import { acme } from "./acme-connector";

testConnector(acme, acmeSettings);
