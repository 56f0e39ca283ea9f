import { createFakes } from "../create-fakes";
import { runDemo } from "../run-demo";

/** The demo, stopped by Ctrl-C when Lever has made the record and not yet said so, which it never does. */
process.exitCode = await runDemo([], async (profile) => {
  const fakes = await createFakes(profile);
  fakes.lever.misbehave({ kind: "hang", when: "after" }, { method: "POST", path: "/opportunities" });
  return {
    ...fakes,
    fetch(input, init) {
      const answer = fakes.fetch(input, init);
      if (input instanceof Request && input.url.includes("/opportunities")) process.kill(process.pid, "SIGINT");
      return answer;
    },
  };
});
