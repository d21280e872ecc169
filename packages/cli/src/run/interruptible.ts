import type { Context } from "../context.ts";
import { exitCodes } from "../terminal/exitCodes.ts";

/**
 * Does work that Ctrl-C (or a request to end) stops in an orderly way: the first one aborts the
 * signal, a second one ends the process at once. Where the work then throws the signal's reason, or
 * returns, `interrupted` says what is left to say, and the exit code is 130.
 *
 * @returns What the work returns; undefined where it was interrupted.
 *
 * @example
 * await interruptible(context, (signal) => predictAll({ signal }));
 */
export async function interruptible<T>(
  { terminal, setExitCode }: Pick<Context, "terminal" | "setExitCode">,
  work: (signal: AbortSignal) => Promise<T>,
  { interrupted = () => terminal.error("interrupted") }: { interrupted?: () => void } = {},
): Promise<T | undefined> {
  const { signal, release } = listen(["SIGINT", "SIGTERM"]);
  try {
    const value = await work(signal);
    if (!signal.aborted) return value;
  } catch (error) {
    if (!signal.aborted || error !== signal.reason) throw error;
  } finally {
    release();
  }
  terminal.endPhases();
  interrupted();
  setExitCode(exitCodes.interrupted);
  return undefined;
}

/** Not `interruptSignal` of `@flawlens/training`: that would load TensorFlow.js to score an image. */
function listen(names: readonly NodeJS.Signals[]): { signal: AbortSignal; release(): void } {
  const controller = new AbortController();
  const release = (): void => {
    for (const name of names) process.off(name, interrupt);
  };
  const interrupt = (): void => {
    release();
    controller.abort();
  };
  for (const name of names) process.on(name, interrupt);
  return { signal: controller.signal, release };
}
