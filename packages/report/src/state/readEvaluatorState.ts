import { createReadStream, existsSync } from "node:fs";
import { open } from "node:fs/promises";
import { join } from "node:path";
import { createGunzip } from "node:zlib";
import { readExactly } from "@flawlens/files";
import { BoundedPixelMeter, type BoundedPixelMeterState } from "@flawlens/metrics";
import type { EvaluationRecord } from "../evaluationRecord.ts";
import type { CountedRecord, EvaluatorState, PixelCounts } from "../evaluatorState.ts";
import { mapBytes, maskBytes, toMap, toMask } from "./_pixelBytes.ts";
import { parseRecordLine, type RecordLine } from "./_recordLine.ts";
import { splitLines } from "./_splitLines.ts";
import { stateFiles } from "./_stateFiles.ts";

/**
 * Reads what `writeEvaluatorState` wrote. Sizes that the files tell are compared with the sizes of the files before memory
 * is taken: at most what the files hold is held, counts decompressed at most 64 MiB for each category and type.
 *
 * @param folder - The folder of the files.
 * @param types - How many types the detector has.
 * @throws {Error} If a file is missing, cut off or not what is expected; the message names it.
 *
 * @example
 * evaluator.addState(await readEvaluatorState("shards/3-of-7", detector.types.length));
 */
export async function readEvaluatorState(folder: string, types: number): Promise<EvaluatorState> {
  const file = (name: string) => join(folder, name);
  const lines = await linesOf(file(stateFiles.records));
  if (existsSync(file(stateFiles.pixels)))
    return { pixels: "kept", records: await keptOf(file(stateFiles.pixels), lines) };
  const counted = lines.filter((line): line is CountedRecord => "masked" in line);
  if (counted.length < lines.length)
    throw refusal(file(stateFiles.records), "records without maps", "some with them");
  const categories = new Set(counted.map(({ category }) => category));
  return {
    pixels: "counted",
    records: counted,
    counts: await countsOf(file(stateFiles.meters), types, categories),
  };
}

async function linesOf(file: string): Promise<RecordLine[]> {
  const lines: RecordLine[] = [];
  try {
    for await (const line of splitLines(createReadStream(file), Infinity))
      lines.push(parseRecordLine(line));
  } catch (cause) {
    const { message } = cause as Error;
    throw refusal(file, "a record a line", `${message} in line ${lines.length + 1}`, cause);
  }
  return lines;
}

async function keptOf(file: string, lines: readonly RecordLine[]): Promise<EvaluationRecord[]> {
  const handle = await open(file).catch((cause: Error) => {
    throw refusal(file, "a file of pixels", cause.message, cause);
  });
  let bytes: Uint8Array;
  try {
    const { size } = await handle.stat();
    const expected = lines.reduce((sum, line) => sum + bytesOf(line), 0);
    if (size !== expected)
      throw refusal(file, `${expected} bytes for the records beside it`, `${size}`);
    bytes = new Uint8Array(await readExactly(handle, 0, size, `readEvaluatorState: ${file}`));
  } finally {
    await handle.close();
  }
  let at = 0;
  const take = (length: number) => bytes.subarray(at, (at += length));
  return lines.map((line) => {
    if ("masked" in line) throw refusal(file, "records with maps beside it", `${line.id} without`);
    const maps = line.maps.map(sizeOf).map((size) => toMap(take(mapBytes(size)), size));
    const size = line.mask && sizeOf(line.mask);
    return { ...line, maps, mask: size && toMask(take(maskBytes(size)), size) };
  });
}

function bytesOf(line: RecordLine): number {
  if ("masked" in line) return 0;
  const maps = line.maps.reduce((sum, size) => sum + mapBytes(sizeOf(size)), 0);
  return maps + (line.mask ? maskBytes(sizeOf(line.mask)) : 0);
}

function sizeOf([height, width]: readonly [number, number]) {
  return { height, width };
}

const mostBytes = 2 ** 26; // of the text of one meter: 2^20 bins of at most 50 characters

async function countsOf(
  file: string,
  types: number,
  names: ReadonlySet<string>,
): Promise<PixelCounts> {
  const byType: BoundedPixelMeter[] = [];
  const categories = new Map<string, BoundedPixelMeter>();
  const put = (text: string) => {
    const line = JSON.parse(text) as MeterLine;
    const meter = BoundedPixelMeter.fromJSON(line.meter);
    if (line.type === byType.length && line.type < types) byType.push(meter);
    else if (names.has(line.category as string) && !categories.has(line.category as string))
      categories.set(line.category as string, meter);
    else
      throw new RangeError(
        `a meter of type ${String(line.type)}, category ${String(line.category)}`,
      );
  };
  const stored = createReadStream(file);
  const text = createGunzip();
  stored.on("error", (error) => text.destroy(error)).pipe(text);
  try {
    for await (const line of splitLines(text, (types + names.size) * mostBytes)) put(line);
  } catch (cause) {
    throw refusal(file, "a meter for each type and category", (cause as Error).message, cause);
  } finally {
    stored.destroy();
    text.destroy();
  }
  if (byType.length !== types) throw refusal(file, `meters of ${types} types`, `${byType.length}`);
  return { types: byType, categories };
}

interface MeterLine {
  type?: number;
  category?: string;
  meter: BoundedPixelMeterState;
}

function refusal(file: string, expected: string, got: string, cause?: unknown): RangeError {
  return new RangeError(`readEvaluatorState: expected ${expected} in ${file}, got ${got}`, {
    cause,
  });
}
