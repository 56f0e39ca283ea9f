import { createMemoryStore, type RunOptions, type RunResult } from "@hrflow-connectors/core";
import type { HrflowProfile } from "@hrflow-connectors/hrflow-client";
import { lever } from "@hrflow-connectors/lever";
import { Listr, type ListrTask } from "listr2";
import { type Ats, atsList } from "./ats-list";
import { type createFakes, type Fakes, hrflowAccount, leverKey, pulledSource } from "./create-fakes";
import { createProgress, describeEvent, describeStatus, isDelivered, type Push } from "./describe";
import { readProfile } from "./read-profile";

/** What the steps produced so far. */
export interface Progress {
  profile: HrflowProfile;
  fakes: Fakes;
  pushes: Push[];
  pull?: RunResult;
}

export interface StepSettings {
  /** Path of the profile, as the user wrote it. */
  path: string | undefined;
  createFakes: typeof createFakes;
  signal: AbortSignal;
}

/** Pushes the profile to each ATS, then again where the first push succeeded, and pulls the people in Lever. All runs share one store. */
export function steps(progress: Progress, { path, createFakes, signal }: StepSettings) {
  const options = { signal, store: createMemoryStore() };
  return new Listr(
    [
      {
        title: "Read the profile",
        task: async (_, task) => {
          progress.profile = await readProfile(path);
          task.title = `Read the profile of ${progress.profile.info?.full_name ?? "a person without a name"}`;
        },
      },
      {
        title: "Start local fakes of HrFlow.ai, Lever and Greenhouse",
        task: async () => {
          progress.fakes = await createFakes(progress.profile);
        },
      },
      ...atsList.map((ats) => pushStep(progress, ats, options)),
      ...atsList.map((ats) => ({
        ...pushStep(progress, ats, options, true),
        enabled: () => progress.pushes.some((push) => push.ats === ats.name && push.result.status === "success"),
      })),
      pullStep(progress, options),
    ],
    { registerSignalListeners: false },
  );
}

function pushStep(progress: Progress, ats: Ats, options: RunOptions, isRepeat = false): ListrTask {
  const title = `Push to ${ats.name}${isRepeat ? " again" : ""}`;
  return {
    title,
    task: async (_, task) => {
      const before = ats.requests(progress.fakes).length;
      const result = await ats.push(progress.profile, {
        ...options,
        fetch: progress.fakes.fetch,
        onEvent: (event) => {
          const line = describeEvent(event);
          if (line) task.output = line;
        },
      });
      const requests = ats.requests(progress.fakes).length - before;
      const push = { ats: ats.name, isRepeat, result, requests };
      progress.pushes.push(push);
      const outcome = [describeStatus(push)];
      if (isDelivered(push)) outcome.push("already delivered");
      if (requests === 0) outcome.push("nothing sent");
      task.title = `${title}: ${outcome.join(", ")}`;
    },
    rendererOptions: { bottomBar: Number.POSITIVE_INFINITY, persistentOutput: true },
  };
}

function pullStep(progress: Progress, options: RunOptions): ListrTask {
  const title = "Pull people from Lever";
  return {
    title,
    task: async (_, task) => {
      const { hrflow, fetch } = progress.fakes;
      const showProgress = createProgress(process.stdout.isTTY);
      const result = await lever.pullProfileList(
        {
          workflowId: "demo-pull",
          actionParameters: { readMode: "incremental" },
          originParameters: { clientDomain: "api", apiKey: leverKey },
          targetParameters: { ...hrflowAccount, sourceKey: pulledSource },
        },
        {
          ...options,
          fetch,
          onEvent: (event) => {
            const line = showProgress(event);
            if (line) task.output = line;
          },
        },
      );
      progress.pull = result;
      const count = hrflow.state.profiles.filter(({ source_key }) => source_key === pulledSource).length;
      task.title = `${title}: ${describeStatus({ result })}, ${count} profiles in HrFlow.ai`;
    },
    rendererOptions: { persistentOutput: true },
  };
}
