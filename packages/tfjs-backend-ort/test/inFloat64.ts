/**
 * Runs TensorFlow.js's cpu backend in double precision: while it runs, the arrays of floats that the backend makes are
 * Float64Array. Only for tests, as an oracle whose rounding does not count: the cpu backend must be set, nothing of it
 * may have been made before, and the function may not wait.
 */
export function inFloat64<T>(compute: () => T): T {
  const single = globalThis.Float32Array;
  globalThis.Float32Array = Float64Array as never;
  try {
    return compute();
  } finally {
    globalThis.Float32Array = single;
  }
}
