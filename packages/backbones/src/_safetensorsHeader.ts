import { bytesOf } from "./_dtypes.ts";
import type { FileDtype } from "./_dtypes.ts";

/** The longest header that the format allows; a longer one is refused before it is read. */
export const maxHeaderBytes = 100_000_000;

/** The description of one tensor in the file; `begin` and `end` count from the start of the data. */
interface HeaderEntry {
  dtype: FileDtype;
  shape: number[];
  begin: number;
  end: number;
}

export interface SafetensorsLayout {
  metadata: Record<string, string>;
  entries: Map<string, HeaderEntry>;
  /** The byte of the file at which the data start. */
  dataStart: number;
}

/** The header's length from the first 8 bytes of a file of `fileBytes` bytes. */
export function headerLength(first: Uint8Array, fileBytes: number, source: string): number {
  if (fileBytes < 8)
    throw new RangeError(`${source}: expected at least 8 bytes, got ${fileBytes}: not safetensors`);
  const length = new DataView(first.buffer, first.byteOffset).getBigUint64(0, true);
  if (length > maxHeaderBytes)
    throw new RangeError(
      `${source}: expected a header of at most ${maxHeaderBytes} bytes, got ${length}: not safetensors`,
    );
  if (8 + Number(length) > fileBytes)
    throw new RangeError(
      `${source}: expected a header of ${length} bytes, got a file of ${fileBytes}: truncated`,
    );
  return Number(length);
}

/**
 * Checks everything a header claims: each tensor's type, shape and place, and that the
 * tensors fill the data exactly, without overlap or gap. (A name given twice makes a gap,
 * as the first of the two is lost.)
 */
export function parseHeader(
  header: Uint8Array,
  dataBytes: number,
  source: string,
): SafetensorsLayout {
  const fail = (expected: string, got: string): never => {
    throw new RangeError(`${source}: expected ${expected}, got ${got}`);
  };
  checkStructure(header, source);
  const json = parseJson(header, source);
  if (!isRecord(json)) return fail("the header to be a JSON object", show(json));

  const metadata = json["__metadata__"] ?? {};
  if (!isRecord(metadata) || !Object.values(metadata).every((value) => typeof value === "string"))
    return fail("__metadata__ to map names to strings", show(metadata));

  const entries = new Map<string, HeaderEntry>();
  for (const [name, entry] of Object.entries(json)) {
    if (name === "__metadata__") continue;
    if (!isRecord(entry)) return fail(`${show(name)} to be a JSON object`, show(entry));
    const { dtype, shape, data_offsets: offsets } = entry;
    if (typeof dtype !== "string" || !Object.hasOwn(bytesOf, dtype))
      return fail(
        `dtype of ${show(name)} to be one of ${Object.keys(bytesOf).join(", ")}`,
        show(dtype),
      );
    if (!isCounts(shape)) return fail(`shape of ${show(name)} to be sizes`, show(shape));
    if (!isCounts(offsets) || offsets.length !== 2)
      return fail(`data_offsets of ${show(name)} to be [begin, end]`, show(offsets));
    const [begin, end] = offsets;
    if (begin > end || end > dataBytes)
      return fail(`data_offsets of ${show(name)} within ${dataBytes} bytes of data`, show(offsets));
    const bytes = shape.reduce((product, size) => product * size, bytesOf[dtype as FileDtype]);
    if (bytes !== end - begin)
      return fail(`${bytes} bytes for ${show(name)}, ${dtype} ${show(shape)}`, `${end - begin}`);
    entries.set(name, { dtype: dtype as FileDtype, shape, begin, end });
  }

  let filled = 0;
  const byPlace = [...entries].sort(([, a], [, b]) => a.begin - b.begin || a.end - b.end);
  for (const [name, { begin, end }] of byPlace) {
    if (begin !== filled)
      return fail(
        `${show(name)} to begin at byte ${filled}, where the tensor before it ends`,
        `${begin}: ${begin < filled ? "an overlap" : "a gap"}`,
      );
    filled = end;
  }
  if (filled !== dataBytes) return fail(`tensors to fill ${dataBytes} bytes of data`, `${filled}`);
  return { metadata: metadata as Record<string, string>, entries, dataStart: 8 + header.length };
}

/**
 * Checks that a header nests no deeper and has no more objects and lists than one of tensors can have, as
 * each costs many times its two bytes once it is parsed: a tensor has three, in 50 bytes at least.
 */
function checkStructure(header: Uint8Array, source: string): void {
  const refuse = (got: string): never => {
    throw new RangeError(
      `${source}: expected a header of tensors, got ${got}: not safetensors, or damaged`,
    );
  };
  let depth = 0;
  let opened = 0;
  let inText = false;
  for (let i = 0; i < header.length; i++) {
    const byte = header[i];
    if (inText && byte === 0x5c) i++; // a backslash, and what it stands before
    else if (byte === 0x22) inText = !inText;
    else if (inText) continue;
    else if (byte === 0x7b || byte === 0x5b) {
      opened++;
      if (++depth > 3) return refuse(`values nested in more than 3 others at byte ${i}`);
    } else if (byte === 0x7d || byte === 0x5d) depth--;
  }
  if (opened > 8 + header.length / 16) refuse(`${opened} objects and lists`);
}

function parseJson(header: Uint8Array, source: string): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(header));
  } catch (cause) {
    throw new RangeError(
      `${source}: expected a JSON header, got ${(cause as Error).message}: not safetensors, or damaged`,
      { cause },
    );
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isCounts(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((n) => Number.isSafeInteger(n) && n >= 0);
}

/** JSON of a value, cut: a hostile header must not become a hostile error message. */
function show(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}
