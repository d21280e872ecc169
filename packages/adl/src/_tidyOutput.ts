import { tidy } from "@tensorflow/tfjs-core";

/** `tidy` for a function that returns tensors in records, with the type it has. */
export function tidyOutput<T extends object>(compute: () => T): T {
  return tidy(() => compute() as never) as T;
}
