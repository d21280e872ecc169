/** Some bytes of a file and where they stand in it. */
export interface ProtoWindow<Memory extends ArrayBufferLike = ArrayBufferLike> {
  bytes: Uint8Array<Memory>;
  start: number;
}

/**
 * The varint at byte `at` of a file, as 64 bits without sign, and where it ends.
 *
 * @throws {RangeError} If it does not end before `limit`, or has more than 10 bytes.
 */
export function varintAt(
  { bytes, start }: ProtoWindow,
  at: number,
  limit: number,
  context: string,
): { value: bigint; end: number } {
  const first = bytes[at - start];
  if (at < limit && first < 128) return { value: BigInt(first), end: at + 1 }; // most of them
  let value = 0n;
  for (let i = 0; i < 10; i++) {
    const byte = at + i < limit ? bytes[at + i - start] : undefined;
    if (byte === undefined)
      throw new RangeError(
        `${context}: expected a whole number at byte ${at}, got the message's end`,
      );
    value |= BigInt(byte & 127) << BigInt(7 * i);
    if (byte < 128) return { value: BigInt.asUintN(64, value), end: at + i + 1 };
  }
  throw new RangeError(
    `${context}: expected a number of at most 10 bytes at byte ${at}, got a longer one`,
  );
}

/**
 * The varints of a packed field, of which there must be `count`.
 *
 * @returns Each as 64 bits with sign.
 * @throws {RangeError} If there are fewer or more, or one is longer than 10 bytes.
 */
export function packedVarints(
  bytes: Uint8Array,
  count: number,
  context: string,
): BigInt64Array<ArrayBuffer> {
  const values = new BigInt64Array(count);
  let at = 0;
  for (let i = 0; i < count; i++) {
    let value = 0n;
    let shift = 0n;
    for (;;) {
      const byte = bytes[at++];
      if (byte === undefined || shift > 63n)
        throw new RangeError(`${context}: expected ${count} packed numbers, got ${i}`);
      value |= BigInt(byte & 127) << shift;
      shift += 7n;
      if (byte < 128) break;
    }
    values[i] = BigInt.asIntN(64, value);
  }
  if (at !== bytes.length)
    throw new RangeError(`${context}: expected ${count} packed numbers, got more`);
  return values;
}
