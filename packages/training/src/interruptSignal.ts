/**
 * An `AbortSignal` for Ctrl-C: the first interrupt (or termination request) aborts it, so
 * that `fit` can save and end; a second one ends the process as it always does.
 *
 * @param signals - Default SIGINT and SIGTERM.
 * @returns The signal, and `release()` to stop listening when the run is over.
 *
 * @example
 * const { signal, release } = interruptSignal();
 * for await (const event of fit({ ...run, signal })) report(event);
 * release();
 */
export function interruptSignal(signals: readonly NodeJS.Signals[] = ["SIGINT", "SIGTERM"]): {
  signal: AbortSignal;
  release: () => void;
} {
  const controller = new AbortController();
  const release = () => {
    for (const name of signals) process.off(name, interrupt);
  };
  const interrupt = () => {
    release();
    controller.abort();
  };
  for (const name of signals) process.on(name, interrupt);
  return { signal: controller.signal, release };
}
