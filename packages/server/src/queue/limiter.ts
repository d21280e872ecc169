/**
 * Runs at most `most` pieces of work at a time; the others wait in order.
 *
 * @example
 * const drawing = limiter(2);
 * const png = await drawing(() => overlay(image, map));
 */
export function limiter(most: number): <T>(work: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (work) => {
    if (running >= most) await new Promise<void>((resolve) => waiting.push(resolve));
    else running++;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next(); // takes over this place
      else running--;
    }
  };
}
