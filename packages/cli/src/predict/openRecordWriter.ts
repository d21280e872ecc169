import { type FileHandle, mkdir, open } from "node:fs/promises";
import { dirname } from "node:path";
import { PassThrough } from "node:stream";
import { writeRunFile } from "../run/writeRunFile.ts";
import type { Terminal } from "../terminal/terminal.ts";
import type { PredictionRecord } from "./predictionRecord.ts";
import { recordFormats } from "./recordFormats.ts";

/** Takes records one by one; memory does not grow with their number. */
export interface RecordWriter {
  write(record: PredictionRecord): Promise<void>;
  /** Writes what belongs after the last record. */
  end(): Promise<void>;
  /** Gives up: a file that is written whole or not at all is not written. Safe after `end`. */
  abort(): Promise<void>;
}

export interface RecordWriterOptions {
  format: keyof typeof recordFormats;
  /** The file to write; standard output if it is left out. */
  file?: string;
  terminal: Pick<Terminal, "write" | "drained">;
}

/**
 * Writes predictions as JSON, JSON lines or CSV. A file of JSON or CSV is there when it is whole; a
 * file of JSON lines grows record by record, so that another program can follow it.
 *
 * @throws {Error} If the file cannot be written; the message names it.
 *
 * @example
 * const writer = await openRecordWriter({ format: "csv", file: "out.csv", terminal });
 * try {
 *   for await (const record of records) await writer.write(record);
 *   await writer.end();
 * } finally {
 *   await writer.abort();
 * }
 */
export async function openRecordWriter({
  format,
  file,
  terminal,
}: RecordWriterOptions): Promise<RecordWriter> {
  const { start, record, end } = recordFormats[format];
  const sink = await sinkOf({ format, file, terminal });
  let count = 0;
  await sink.write(start);
  return {
    write: (one) => sink.write(record(one, count++)),
    async end() {
      await sink.write(end(count));
      await sink.end();
    },
    abort: () => sink.abort(),
  };
}

/** The destination of the text. */
interface Sink {
  write(text: string): Promise<void>;
  end(): Promise<void>;
  abort(): Promise<void>;
}

async function sinkOf({ format, file, terminal }: RecordWriterOptions): Promise<Sink> {
  if (file === undefined) return standardOutput(terminal);
  return format === "jsonl" ? growingFile(file) : wholeFile(file);
}

function standardOutput(terminal: Pick<Terminal, "write" | "drained">): Sink {
  return {
    async write(text) {
      if (text !== "") terminal.write(text);
      await terminal.drained();
    },
    end: () => terminal.drained(),
    async abort() {},
  };
}

function wholeFile(file: string): Sink {
  const text = new PassThrough();
  const written = writeRunFile(file, text);
  text.on("error", () => {}); // told by `written`, to whichever call comes next
  written.catch(() => {});
  return {
    async write(more) {
      if (!text.destroyed && !text.write(more)) await drainedOrClosed(text);
      if (text.destroyed) await written;
    },
    async end() {
      text.end();
      await written;
    },
    async abort() {
      text.destroy(new Error("it was given up"));
      await written.catch(() => {});
    },
  };
}

function drainedOrClosed(text: PassThrough): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      for (const event of ["drain", "close"]) text.off(event, done);
      resolve();
    };
    for (const event of ["drain", "close"]) text.on(event, done);
  });
}

async function growingFile(file: string): Promise<Sink> {
  const explained = (cause: Error): never => {
    throw new Error(`expected to write ${file}, got ${cause.message}`, { cause });
  };
  await mkdir(dirname(file), { recursive: true }).catch(explained);
  let handle: FileHandle | undefined = await open(file, "w").catch(explained);
  const close = async (): Promise<void> => {
    const open = handle;
    handle = undefined;
    await open?.close();
  };
  return {
    async write(text) {
      await handle!.appendFile(text).catch(explained);
    },
    async end() {
      await handle!.sync().catch(explained);
      await close();
    },
    abort: close,
  };
}
