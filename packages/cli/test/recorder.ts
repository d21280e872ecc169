import { Writable } from "node:stream";

/** A stream that keeps what is written to it, as a terminal, a file or a pipe would get it. */
export interface Recorder extends Writable {
  isTTY?: boolean;
  columns?: number;
  /** All that was written. */
  text(): string;
  /** The same, line by line, without the empty one at the end. */
  lines(): string[];
}

export function recorder({ isTTY, columns }: { isTTY?: boolean; columns?: number } = {}): Recorder {
  let text = "";
  const stream = new Writable({
    write(chunk, _encoding, done) {
      text += String(chunk);
      done();
    },
  });
  return Object.assign(stream, {
    isTTY,
    columns,
    text: () => text,
    lines: () => text.split("\n").slice(0, -1),
  });
}
