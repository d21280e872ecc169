/** The variable that tells a process that it does a job. */
export const parentVariable = "FLAWLENS_JOB";

/** Milliseconds that a process has to end in an orderly way. */
const grace = 10_000;

/**
 * In a process that does a job: ends it as soon as the process that began it is gone, however that one was killed, so
 * that nobody works on a job that another worker has taken over. Does nothing in any other process. Programs that do
 * jobs call it first. The process gets SIGTERM from itself, and ten seconds later SIGKILL.
 */
export function endWithParent(): void {
  if (process.env[parentVariable] === undefined) return;
  delete process.env[parentVariable]; // not of processes that this one begins
  let ending = false;
  const end = (): void => {
    if (ending) return;
    ending = true;
    setTimeout(() => process.kill(process.pid, "SIGKILL"), grace).unref();
    process.kill(process.pid, "SIGTERM");
  };
  const { stdin } = process;
  stdin.on("error", end).on("end", end).on("close", end).resume();
  (stdin as unknown as { unref?(): void }).unref?.();
}
