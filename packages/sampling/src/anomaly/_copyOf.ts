/**
 * Numbers in memory of their own. Not `slice`: of a Node `Buffer`, which is a `Uint8Array` too and
 * what image decoders return, it is a window on the same memory.
 */
export function copyOf<T extends Uint8Array | Float32Array>(data: T): T {
  return (data instanceof Uint8Array ? Uint8Array.from(data) : Float32Array.from(data)) as T;
}
