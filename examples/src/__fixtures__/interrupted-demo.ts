import { createFakes } from "../create-fakes";
import { runDemo } from "../run-demo";

/** Runs the demo and interrupts it with Ctrl-C after Lever created the record. Lever never responds. */
process.exitCode = await runDemo([], async (profile) => {
  const fakes = await createFakes(profile);
  fakes.lever.injectFault({ kind: "hang", when: "after" }, { method: "POST", path: "/opportunities" });
  return {
    ...fakes,
    fetch(input, init) {
      const response = fakes.fetch(input, init);
      if (input instanceof Request && input.url.includes("/opportunities")) process.kill(process.pid, "SIGINT");
      return response;
    },
  };
});
