/**
 * Protobuf written by hand after its specification, so that the readers are tested on bytes that
 * no writer of this package made: https://protobuf.dev/programming-guides/encoding
 */
export function varint(value: number | bigint): Uint8Array {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  for (; rest > 127n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128);
  return Uint8Array.of(...bytes, Number(rest));
}

/** A field with a varint. */
export function number(field: number, value: number | bigint): Uint8Array {
  return concat(varint(field * 8), varint(value));
}

/** A field with bytes, a text, or a message made of fields. */
export function block(field: number, ...content: (Uint8Array | string)[]): Uint8Array {
  const payload = concat(
    ...content.map((part) => (typeof part === "string" ? new TextEncoder().encode(part) : part)),
  );
  return concat(varint(field * 8 + 2), varint(payload.length), payload);
}

/** A field with one float32. */
export function float(field: number, value: number): Uint8Array {
  return concat(varint(field * 8 + 5), new Uint8Array(Float32Array.of(value).buffer));
}

/** A field with one float64. */
export function double(field: number, value: number): Uint8Array {
  return concat(varint(field * 8 + 1), new Uint8Array(Float64Array.of(value).buffer));
}

/** A model with one graph that has these fields. */
export function model(...graph: Uint8Array[]): Uint8Array {
  return concat(number(1, 8), block(7, ...graph));
}

/** An initialiser of a graph: its name, its number of type, its sizes, and fields that hold data. */
export function tensor(
  name: string,
  type: number,
  dims: (number | bigint)[],
  ...data: Uint8Array[]
): Uint8Array {
  return block(5, ...dims.map((size) => number(1, size)), number(2, type), block(8, name), ...data);
}

export function concat(...parts: Uint8Array[]): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.concat(parts));
}
