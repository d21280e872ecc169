import { varintAt } from "./_varint.ts";
import type { ProtoWindow } from "./_varint.ts";

/** One field of a protobuf message. All places are bytes from the beginning of the file. */
export interface ProtoField {
  number: number;
  /** The wire type: 0 for a varint, 1 for eight bytes, 2 for bytes of a stated length, 5 for four bytes. */
  wire: number;
  /** The byte at which the field begins, with its tag. */
  start: number;
  /** The byte at which its payload begins, and the one before which field and payload end. */
  begin: number;
  end: number;
  /** The value of a varint, as 64 bits without sign; 0 for other fields. */
  value: bigint;
}

/** The largest number of bytes that `fieldAt` looks at: a tag, and a varint or a length. */
export const headBytes = 20;

/** The largest number that a field of protobuf has. */
const maxNumber = 2 ** 29 - 1;

/** The most fields that are read from one file; a network has fewer nodes, attributes and sizes. */
export const maxFields = 5_000_000;

/**
 * The field at byte `at` of a message that ends at `limit`. Only its head is read, so the window
 * needs to hold no more than `headBytes` from there, or what the file still has.
 *
 * @throws {RangeError} If no whole field stands there; the message begins with `context`.
 */
export function fieldAt(
  window: ProtoWindow,
  at: number,
  limit: number,
  context: string,
): ProtoField {
  const tag = varintAt(window, at, limit, context);
  const field = {
    number: Number(tag.value >> 3n),
    wire: Number(tag.value & 7n),
    start: at,
    begin: tag.end,
    end: tag.end,
    value: 0n,
  };
  if (field.wire === 0) {
    ({ value: field.value, end: field.end } = varintAt(window, tag.end, limit, context));
  } else if (field.wire === 2) {
    const length = varintAt(window, tag.end, limit, context);
    field.begin = length.end;
    field.end = length.end + Number(length.value); // rounded above 2⁵³, and past every limit there
  } else if (field.wire === 1 || field.wire === 5) {
    field.end += field.wire === 1 ? 8 : 4;
  } else {
    throw new RangeError(
      `${context}: expected a wire type of protobuf at byte ${at}, got ${field.wire}`,
    );
  }
  // A number above the largest would be cut to another one by readers that take 32 bits of it.
  if (field.number === 0 || field.number > maxNumber || field.end > limit)
    throw new RangeError(
      `${context}: expected a field that ends before byte ${limit} at byte ${at}, got field ${field.number} to ${field.end}`,
    );
  return field;
}

/** The fields of a message that is in memory, in order; payloads are stepped over. */
export function* fieldsOf(
  bytes: Uint8Array,
  context: string,
  begin = 0,
  end = bytes.length,
): Generator<ProtoField, void, undefined> {
  const window = { bytes, start: 0 };
  let count = 0;
  for (let at = begin; at < end;) {
    if (++count > maxFields) throw tooManyFields(context, at);
    const field = fieldAt(window, at, end, context);
    yield field;
    at = field.end;
  }
}

/** The error of a file with more than `maxFields`. */
export function tooManyFields(context: string, at: number): RangeError {
  return new RangeError(`${context}: expected at most ${maxFields} fields at byte ${at}, got more`);
}
