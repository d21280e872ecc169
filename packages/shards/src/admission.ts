/** Lets work begin as long as all that runs fits into memory. */
export interface Admission {
  /**
   * Resolves when there is room, in the order of the calls; work that alone is larger than the limit runs by itself.
   *
   * @param bytes - Memory that it is expected to need.
   * @returns A function that gives the room back.
   */
  enter(bytes: number): Promise<() => void>;
}

/**
 * Bounds work by count and by memory.
 *
 * @param most - How much work may run at once.
 * @param limit - Bytes that all running work may need together.
 */
export function createAdmission(most: number, limit: number): Admission {
  const waiting: { bytes: number; begin(): void }[] = [];
  let [running, held] = [0, 0];
  const admit = (): void => {
    for (let next = waiting[0]; next; next = waiting[0]) {
      if (running > 0 && (running >= most || held + next.bytes > limit)) return;
      waiting.shift();
      running++;
      held += next.bytes;
      next.begin();
    }
  };
  return {
    enter: (bytes) =>
      new Promise((resolve) => {
        const leave = (): void => {
          running--;
          held -= bytes;
          admit();
        };
        waiting.push({ bytes, begin: () => resolve(leave) });
        admit();
      }),
  };
}
