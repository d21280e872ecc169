import { below, oneOf } from "./fuzzTarget.ts";

export interface MutateOptions {
  /** Bytes `[begin, end)` that stay what and where they are: no check of the format could notice their change. */
  keep?: readonly (readonly [number, number])[];
  /** A file whose pieces may replace pieces of this one. Default the file itself. */
  other?: Uint8Array;
  /** Where most changes go: the first bytes, up to this one. Default everywhere. */
  head?: number;
}

const telling = [0, 1, 2, 0x28, 0x2e, 0x50, 0x7b, 0x7f, 0x80, 0x81, 0xff];
const numbers = ["0", "-1", "1", "7", "255", "65536", "2147483648", "4294967297", "9007199254740993", "1e400", "1.5"]; // prettier-ignore

/**
 * A file as damage, a careless program or an attacker leaves it: one to four changes of bits, bytes and numbers, pieces
 * of it or of another file in a wrong place, cut off or longer. The one definition of this for all tests and `npm run fuzz`.
 */
export function mutateBytes(
  original: Uint8Array,
  random: () => number,
  { keep = [], other = original, head = original.length }: MutateOptions = {},
): Buffer {
  let bytes: Buffer = Buffer.from(original);
  const kept = (at: number) => keep.some(([begin, end]) => at >= begin && at < end);
  const place = (): number => {
    for (let tries = 0; tries < 1000; tries++) {
      const at = below(random, random() < 0.5 ? Math.min(head, bytes.length) : bytes.length);
      if (!kept(at)) return at;
    }
    return 0;
  };
  const put = (at: number, value: number): void => {
    if (at < bytes.length && !kept(at)) bytes[at] = value;
  };
  const piece = (most: number): Uint8Array => {
    const at = below(random, other.length);
    return other.subarray(at, at + 1 + below(random, most));
  };
  const replaced = (from: number, end: number, text: Uint8Array): Buffer =>
    Buffer.concat([bytes.subarray(0, from), text, bytes.subarray(end)]);

  for (let edits = 1 + below(random, 4); edits > 0 && bytes.length > 0; edits--) {
    const at = place();
    switch (below(random, 10)) {
      case 0:
        put(at, bytes[at] ^ (1 << below(random, 8)));
        break;
      case 1:
        put(at, oneOf(random, telling));
        break;
      case 2:
        put(at, (bytes[at] + (random() < 0.5 ? 1 : 255)) & 255);
        break;
      case 3: // a run of one value, as a torn page leaves
        for (let n = 1 + below(random, 64), value = random() < 0.5 ? 0 : 255; n > 0; n--)
          put(at + n, value);
        break;
      case 4: // a piece over another
        for (const [j, value] of piece(32).entries()) put(at + j, value);
        break;
      case 5: {
        // a large number, its last byte or its first one small, so that it is positive both ways
        const size = oneOf(random, [2, 4, 8]);
        const small = random() < 0.5 ? 0 : size - 1;
        for (let j = 0; j < size; j++) put(at + j, j === small ? oneOf(random, [0x7f, 1, 0]) : 0xff); // prettier-ignore
        break;
      }
      case 6: // what follows moves
        if (keep.length > 0) put(at, below(random, 256));
        else if (random() < 0.5) bytes = replaced(at, at, piece(32));
        else bytes = replaced(at, at + 1 + below(random, 32), new Uint8Array(0));
        break;
      case 7: // a number written in digits
        if (keep.length === 0) bytes = otherNumber(bytes, at, random);
        else put(at, below(random, 256));
        break;
      default:
        if (random() < 0.3) return bytes.subarray(0, at);
        if (random() < 0.1)
          return Buffer.concat([bytes, other.subarray(0, below(random, other.length))]);
        put(at, below(random, 256));
    }
  }
  return bytes;
}

/** The bytes with another number instead of the first one at or after a place, if there is one. */
function otherNumber(bytes: Buffer, at: number, random: () => number): Buffer {
  const found = /-?\d+(\.\d+)?/.exec(bytes.toString("latin1", at, at + 400));
  if (!found) return bytes;
  const begin = at + found.index;
  const number = Buffer.from(oneOf(random, numbers));
  return Buffer.concat([bytes.subarray(0, begin), number, bytes.subarray(begin + found[0].length)]);
}
