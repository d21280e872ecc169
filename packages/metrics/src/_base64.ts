/** An array of numbers in JSON: its kind and its little-endian bytes in base64. */
export interface PackedNumbers {
  type: "float32" | "float64" | "uint32";
  data: string;
}

const KINDS = { float32: Float32Array, float64: Float64Array, uint32: Uint32Array };
const LITTLE_ENDIAN = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;
const SLICE = 0x6000; // arguments a call; a multiple of 3, so slices join without padding

export function packNumbers(values: Float32Array | Float64Array | Uint32Array): PackedNumbers {
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  const ordered = LITTLE_ENDIAN ? bytes : reversed(bytes, values.BYTES_PER_ELEMENT);
  const parts: string[] = [];
  for (let i = 0; i < ordered.length; i += SLICE)
    parts.push(btoa(String.fromCharCode(...ordered.subarray(i, i + SLICE))));
  const type =
    values instanceof Float32Array
      ? "float32"
      : values instanceof Float64Array
        ? "float64"
        : "uint32";
  return { type, data: parts.join("") };
}

/** @throws {RangeError} If the text is not what {@link packNumbers} writes. */
export function unpackNumbers(caller: string, { type, data }: PackedNumbers) {
  const Kind = KINDS[type];
  if (Kind === undefined || typeof data !== "string")
    throw new RangeError(
      `${caller}: expected packed numbers of type ${Object.keys(KINDS).join(", ")}, got ${String(type)}`,
    );
  const text = atob(data);
  const size = Kind.BYTES_PER_ELEMENT;
  if (text.length % size !== 0)
    throw new RangeError(
      `${caller}: expected a whole number of ${type} values, got ${text.length} bytes; is the text cut off?`,
    );
  const bytes = Uint8Array.from(text, (character) => character.charCodeAt(0));
  return new Kind((LITTLE_ENDIAN ? bytes : reversed(bytes, size)).buffer);
}

function reversed(bytes: Uint8Array, size: number): Uint8Array<ArrayBuffer> {
  const swapped = Uint8Array.from(bytes);
  for (let i = 0; i < swapped.length; i += size) swapped.subarray(i, i + size).reverse();
  return swapped;
}
