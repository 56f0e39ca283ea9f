export type { ActionJob, ActionRequest, ConnectionRequest, JobSummary, ListSummary, RunSummary } from "./action-job";
export { type ActionQueue, type ActionQueueOptions, createActionQueue, type Schedule } from "./action-queue";
export { type ActionWorker, type ActionWorkerOptions, createActionWorker } from "./action-worker";
export type { JobProgress } from "./run-job";
export type { AnyConnectorAction, FanOut, Workflow, WorkflowParameters } from "./workflow";
