// Runs one bundle of tests in this process and writes what came of them.
//   node runSpecs.mjs <bundle> <result.json> [part of the names of the tests to run]
import { writeFileSync } from "node:fs";
import Jasmine from "jasmine";

const [bundle, resultFile, filter] = process.argv.slice(2);
const jasmine = new Jasmine();
jasmine.exitOnCompletion = false;
jasmine.loadConfig({ spec_files: [bundle], random: false });
jasmine.clearReporters();

const counts = { passed: 0, failed: 0, pending: 0 };
const failures = [];
const fail = (name, expectations) =>
  failures.push({
    name,
    messages: expectations.map(({ message, stack }) => `${message}\n${stack}`),
  });
jasmine.addReporter({
  specDone({ status, fullName, failedExpectations }) {
    if (!(status in counts)) return;
    counts[status]++;
    if (status === "failed") fail(fullName, failedExpectations);
  },
  suiteDone: failOutside,
  jasmineDone(result) {
    failOutside(result);
    const { user, system } = process.cpuUsage();
    const processorSeconds = Number(((user + system) / 1e6).toFixed(1));
    writeFileSync(resultFile, JSON.stringify({ ...counts, processorSeconds, failures }));
  },
});
await jasmine.execute([], filter);

/** What fails in no test, while tests are prepared or cleared up. */
function failOutside({ fullName = "outside of all tests", failedExpectations }) {
  if (failedExpectations.length === 0) return;
  counts.failed++;
  fail(fullName, failedExpectations);
}
