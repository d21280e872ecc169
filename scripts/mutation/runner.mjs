// A process that runs tests again and again in a copy of the repository, which is its working folder, whose sources
// somebody else changes: it gets { file, tests } by message and answers { failed, passed, failures }, each failure
// with its test file and whether a limit of time was its reason. Whoever began it ends it where an answer does not
// come, because a changed source may loop for ever.
import { createVitest } from "vitest/node";

// No bail: it counts the failures of all runs together, and would skip every run after the first failure.
const options = { watch: false, run: true, reporters: [{}], maxWorkers: 1 };
const vitest = await createVitest("test", options);
await vitest.standalone();
// A busy machine takes its time; whoever began this process waits as long as it likes.
const unlimited = { testTimeout: 600_000, hookTimeout: 600_000 };
for (const project of vitest.projects) Object.assign(project.config, unlimited);
let before = "";

process.on("message", async ({ file, tests }) => {
  // The one before was put back in the meantime.
  for (const path of new Set([before || file, file])) vitest.invalidateFile(path);
  before = file;
  const specifications = tests.flatMap((test) => vitest.getModuleSpecifications(test));
  if (specifications.length === 0) return process.send({ error: `no test among ${tests}` });
  const { testModules, unhandledErrors } = await vitest.runTestSpecifications(specifications);
  // The result holds modules of earlier runs, too.
  const modules = testModules.filter(({ moduleId }) => tests.includes(moduleId));
  const states = modules.map((module) => module.state());
  const failed = unhandledErrors.length > 0 || states.includes("failed");
  const passed =
    !failed && states.length === tests.length && states.every((state) => state === "passed");
  const failures = [
    ...unhandledErrors.map((error) => failure("", [error])),
    ...modules.flatMap((module) => failuresOf(module)),
  ];
  process.send({ failed, passed, failures });
});
process.send({ ready: true });

function failuresOf(module) {
  const failing = [...module.children.allTests("failed")].map((test) => test.result().errors ?? []);
  const outside = [module, ...module.children.allSuites()]
    .map((suite) => suite.errors())
    .filter((errors) => errors.length > 0);
  return [...failing, ...outside].map((errors) => failure(module.moduleId, errors));
}

function failure(test, errors) {
  const timedOut =
    errors.length > 0 && errors.every(({ message }) => /tim(ed|e) ?out/i.test(message));
  return { test, timedOut };
}
