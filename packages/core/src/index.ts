export * from "./contract/v1";
export { defineAction } from "./define/define-action";
export { type Connector, type ConnectorAction, defineConnector } from "./define/define-connector";
export { defineWarehouse, parameterSchema } from "./define/define-warehouse";
export * from "./errors";
export * from "./http";
export * from "./oauth";
export { createMemoryStore } from "./store/memory-store";
