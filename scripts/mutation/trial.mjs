import { fork } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";

/** Seconds without an answer after which a run of tests is taken as slow. */
const PATIENCE = 300;
/** Tests that look at a clock may fail because the machine is busy. */
const CLOCK = /performance\.now|Date\.now|hrtime|setTimeout|AbortSignal\.timeout/;

/**
 * Tries changes in a copy of the repository, by a process that runs tests there again and again.
 *
 * A busy machine makes tests slow, and that must not count as a test that noticed something. So a change that is
 * noticed by time alone (no answer, a time limit, a test that reads a clock) counts only where the same tests pass
 * at once with the change taken back, and fail again with it put back. Otherwise it counts as not noticed.
 *
 * @param root - The copy.
 * @param testsOf - The tests that may notice a change of a file, the likeliest first.
 */
export async function trial(root, testsOf) {
  const passing = new Map();
  let runner = await start();
  return { noticed, end };

  /** How a change fares: "noticed", "looped" (noticed, by time alone) or "survived". */
  async function noticed({ file, source, start: begin, end: stop, text }) {
    const changed = source.slice(0, begin) + text + source.slice(stop);
    const tests = testsOf(file);
    const ask = async (content, some) => {
      writeFileSync(file, content);
      return outcome(await run({ file, tests: some }), some);
    };
    try {
      // One test, then two, then four: most changes are noticed by the first, and few need them all.
      for (let from = 0, size = 1; from < tests.length; from += size, size *= 2) {
        writeFileSync(file, source);
        const part = [];
        for (const test of tests.slice(from, from + size)) if (await passes(test)) part.push(test);
        if (part.length === 0) continue;
        const first = await ask(changed, part);
        if (first === "failed") return "noticed";
        if (first === "passed") continue;
        const without = await ask(source, part);
        const again = without === "passed" ? await ask(changed, part) : "passed";
        if (again === "failed") return "noticed";
        if (again === "slow") return "looped";
        console.log(`taken as not noticed, for the machine was slow: ${relative(root, file)}`);
      }
      return "survived";
    } finally {
      writeFileSync(file, source);
    }
  }

  /** Whether a test passes unchanged in the copy, where it can tell something; found out once. */
  async function passes(test) {
    if (!passing.has(test)) {
      const answer = await run({ file: test, tests: [test] });
      passing.set(test, answer?.passed === true);
      if (!passing.get(test))
        console.log(`left out, as it does not pass here: ${relative(root, test)}`);
    }
    return passing.get(test);
  }

  async function run(message) {
    runner.send(message);
    const answered = once(runner, "message", { signal: AbortSignal.timeout(PATIENCE * 1000) });
    const [answer] = await answered.catch(() => []);
    if (answer?.error) throw new Error(answer.error);
    if (answer === undefined) {
      end();
      runner = await start();
    }
    return answer;
  }

  async function start() {
    const child = fork(join(import.meta.dirname, "runner.mjs"), { cwd: root, detached: true, stdio: ["ignore", "ignore", "inherit", "ipc"] }); // prettier-ignore
    await once(child, "message");
    return child;
  }

  /** Ends the process with all that it began: a test's process that loops for ever would not end by itself. */
  function end() {
    try {
      process.kill(process.platform === "win32" ? runner.pid : -runner.pid, "SIGKILL");
    } catch (error) {
      if (error.code !== "ESRCH") throw error;
    }
  }
}

/** "failed", "passed", or "slow" where time alone may be the reason of the failure. */
function outcome(answer, tests) {
  if (answer === undefined) return "slow";
  if (!answer.failed) return "passed";
  const byClock = answer.failures.every(
    ({ test, timedOut }) =>
      timedOut || (tests.includes(test) && CLOCK.test(readFileSync(test, "utf8"))),
  );
  return answer.failures.length > 0 && byClock ? "slow" : "failed";
}
