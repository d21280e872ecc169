/** Jobs that are done beside the caller's own work. */
export interface Background {
  /**
   * Begins a job, and resolves when there is room for another one.
   *
   * @throws The error of a job that failed.
   */
  add(job: () => Promise<void>): Promise<void>;
  /**
   * Resolves when all jobs are done.
   *
   * @throws The error of the first one that failed, when the others have ended.
   */
  done(): Promise<void>;
}

/**
 * Lets jobs such as writing pictures go on while the caller computes.
 *
 * @param most - How many go on at a time, which bounds memory.
 */
export function background(most: number): Background {
  const running = new Set<Promise<void>>();
  let failure: { error: unknown } | undefined;
  const throwFailure = (): void => {
    if (failure) throw failure.error;
  };
  return {
    async add(job) {
      throwFailure();
      const one: Promise<void> = job()
        .catch((error: unknown) => void (failure ??= { error }))
        .finally(() => running.delete(one));
      running.add(one);
      while (running.size >= most) await Promise.race(running);
      throwFailure();
    },
    async done() {
      await Promise.all(running);
      throwFailure();
    },
  };
}
