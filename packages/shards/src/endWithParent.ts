/** The variable that tells a process that it does a job. */
export const parentVariable = "FLAWLENS_JOB";

/**
 * In a process that does a job: ends it as soon as the process that began it is gone, however that one was killed, so
 * that nobody works on a job that another worker has taken over. Does nothing in any other process. Programs that do
 * jobs call it first.
 *
 * @param end - Ends the process; default `process.exit(130)`.
 */
export function endWithParent(end: () => void = () => process.exit(130)): void {
  if (process.env[parentVariable] === undefined) return;
  delete process.env[parentVariable]; // not of processes that this one begins
  const { stdin } = process;
  stdin.on("error", end).on("end", end).on("close", end).resume();
  (stdin as unknown as { unref?(): void }).unref?.();
}
