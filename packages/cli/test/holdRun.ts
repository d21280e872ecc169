// Holds a run's folder until it is ended: node holdRun.ts FOLDER [orderly]
import { interruptible } from "../src/run/interruptible.ts";
import { withRunFolder } from "../src/run/runFolder.ts";
import { createTerminal } from "../src/terminal/terminal.ts";

const [folder, how] = process.argv.slice(2);
const terminal = createTerminal(process);
const setExitCode = (code: number) => void (process.exitCode = code);

/** Until the signal comes; forever without one. */
function wait(signal?: AbortSignal): Promise<void> {
  terminal.result("held");
  return new Promise((_resolve, reject) => {
    const timer = setInterval(() => {}, 1000);
    signal?.addEventListener("abort", () => {
      clearInterval(timer);
      terminal.result("saving");
      setTimeout(() => reject(signal.reason), how === "slow" ? 60_000 : 10);
    });
  });
}

await withRunFolder(folder, {}, () =>
  how ? interruptible({ terminal, setExitCode }, wait) : wait(),
).catch((error: Error) => {
  terminal.error(error.message);
  setExitCode(1);
});
