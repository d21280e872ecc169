/** Raised when what the copies of this package share changes. */
const FORM = 1;

const place = Symbol.for(`@flawlens/tfjs-backend-ort/${FORM}`);
const holder = globalThis as { [place]?: Record<string, unknown> };

/** Whether another copy of this package was loaded in this thread before, of a version that shares with this one. */
export const isSecondCopy = holder[place] !== undefined;

const values = (holder[place] ??= {});

/**
 * A value that all copies of this package in one thread have in common, as TensorFlow.js's engine is. A
 * program gets a second copy by a bundle, or by two folders of dependencies.
 *
 * @param make - Makes the value where no copy has done so before.
 */
export function shared<T>(name: string, make: () => T): T {
  return (values[name] ??= make()) as T;
}
