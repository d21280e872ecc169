import { join } from "node:path";
import { Readable } from "node:stream";
import { createGzip } from "node:zlib";
import { writeWhole } from "@flawlens/files";
import type { EvaluationRecord } from "../evaluationRecord.ts";
import type { EvaluatorState, PixelCounts } from "../evaluatorState.ts";
import { fromMap, fromMask } from "./_pixelBytes.ts";
import { recordLine } from "./_recordLine.ts";
import { stateFiles } from "./_stateFiles.ts";

/**
 * Writes what an evaluator has seen into a folder: `records.jsonl`, an object an image, keyed by its id; beside it either
 * `pixels.bin` (maps of 4 bytes a value at their own size, masks of a bit a pixel of the evaluation size) or
 * `meters.jsonl.gz` (the counts, some ten to a hundred kilobytes for each type and each category). The same state gives
 * the same bytes. Each file is written whole or not at all, in this order; that all are there is for the caller to say.
 *
 * @returns The names of the files.
 * @throws {Error} If a file cannot be written.
 *
 * @example
 * await writeEvaluatorState("shards/3-of-7", evaluator.state());
 */
export async function writeEvaluatorState(
  folder: string,
  state: EvaluatorState,
): Promise<readonly string[]> {
  const second = state.pixels === "kept" ? stateFiles.pixels : stateFiles.meters;
  await writeWhole(
    join(folder, second),
    state.pixels === "kept" ? pixelsOf(state.records) : metersOf(state.counts),
  );
  await writeWhole(join(folder, stateFiles.records), linesOf(state.records.map(recordLine)));
  return [stateFiles.records, second];
}

function* linesOf(lines: readonly string[]): Generator<Uint8Array> {
  for (let at = 0; at < lines.length; at += 1000)
    yield Buffer.from(lines.slice(at, at + 1000).join(""));
}

function* pixelsOf(records: readonly EvaluationRecord[]): Generator<Uint8Array> {
  for (const { maps, mask } of records) {
    for (const map of maps) yield fromMap(map);
    if (mask) yield fromMask(mask);
  }
}

function metersOf({ types, categories }: PixelCounts): AsyncIterable<Uint8Array> {
  const byName = [...categories].toSorted(([a], [b]) => (a < b ? -1 : 1));
  const lines = [
    ...types.map((meter, type) => ({ type, meter })),
    ...byName.map(([category, meter]) => ({ category, meter })),
  ];
  function* text(): Generator<string> {
    for (const line of lines) yield `${JSON.stringify(line)}\n`;
  }
  return Readable.from(text()).pipe(createGzip());
}
