import { Tensor } from "@tensorflow/tfjs-core";

const readers = [
  "data",
  "dataSync",
  "array",
  "arraySync",
  "buffer",
  "bufferSync",
  "bytes",
] as const;

/** Runs a function that is not to read a tensor: reading throws meanwhile. */
export function withoutReading<T>(run: () => T): T {
  const prototype = Tensor.prototype as unknown as Record<string, unknown>;
  const own = readers.map((name) => [name, prototype[name]] as const);
  for (const name of readers)
    prototype[name] = () => {
      throw new Error(
        `detectorContract: expected outputs that read no value, got a call of ${name}(); ` +
          `compute with TensorFlow.js operations alone`,
      );
    };
  try {
    return run();
  } finally {
    for (const [name, method] of own) prototype[name] = method;
  }
}
