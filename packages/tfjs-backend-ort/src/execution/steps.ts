/**
 * Work that waits now and then for what may be there or may come later: it yields that, and gets it back. The engine
 * is written once in this form; in Node everything is there at once, in a page ONNX Runtime answers by promises.
 */
export type Steps<T> = Generator<unknown, T, unknown>;

/** Waits for a value inside of {@link Steps}: `const session = yield* arrived(compile())`. */
export function* arrived<T>(value: T | Promise<T>): Steps<T> {
  return (yield value) as T;
}

/** Does the work at once. Nothing that it waits for may be a promise. */
export function atOnce<T>(steps: Steps<T>): T {
  let next = steps.next();
  while (!next.done) next = steps.next(next.value);
  return next.value;
}

/** Does the work with a pause for each promise. What fails there is thrown where the work waits for it. */
export async function inTurn<T>(steps: Steps<T>): Promise<T> {
  let next = steps.next();
  while (!next.done) {
    let value: unknown;
    try {
      value = await next.value;
    } catch (error) {
      next = steps.throw(error);
      continue;
    }
    next = steps.next(value);
  }
  return next.value;
}
