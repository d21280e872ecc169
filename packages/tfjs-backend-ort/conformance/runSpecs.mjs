// Runs one bundle of tests in this process and prints what came of each as a line of JSON.
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
jasmine.addReporter({
  specDone({ status, fullName, failedExpectations }) {
    if (!(status in counts)) return;
    counts[status]++;
    if (status === "failed")
      failures.push({
        name: fullName,
        messages: failedExpectations.map(({ message, stack }) => `${message}\n${stack}`),
      });
  },
  jasmineDone() {
    const { user, system } = process.cpuUsage();
    const processorSeconds = Number(((user + system) / 1e6).toFixed(1));
    writeFileSync(resultFile, JSON.stringify({ ...counts, processorSeconds, failures }));
  },
});
await jasmine.execute([], filter);
