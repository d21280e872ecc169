import { printable } from "./printable.ts";
import { type Phases, showPhases } from "./progress.ts";

/** A stream for text: `process.stdout`, `process.stderr`, or a stream of a test. */
export type TextStream = NodeJS.WritableStream & { isTTY?: boolean; columns?: number };

/**
 * The one way in which a command speaks. What was asked for goes to standard output, and only
 * that, so that `--json` can be piped into a program; everything that is said on the way goes to
 * standard error. `--quiet` silences the latter, except errors.
 */
export interface Terminal {
  /** Writes a line that was asked for, as `write` does. A multi-line text is one call. */
  result(text: string): void;
  /** Writes a piece of output without a newline: as it is to a file or a program, `printable` to a screen. */
  write(text: string): void;
  /** Resolves when standard output takes more: await it between many results. */
  drained(): Promise<void>;
  /** Resolves when all output is written, or could not be: `failure` then says why. */
  flushed(): Promise<void>;
  /** Says what is going on; silent with `--quiet`. */
  tell(text: string): void;
  /** Says what the user should know although nothing failed; silent with `--quiet`. */
  note(text: string): void;
  /** Says what went wrong, also with `--quiet`. */
  error(text: string): void;
  /** How far a new job is; what an earlier one showed ends. Silent with `--quiet`. */
  phases(): Phases;
  /** Ends what is shown of a job, as when it failed. */
  endPhases(): void;
  /**
   * Whether nobody reads standard output any more, as after `| head -1`: results are then dropped
   * without an error. What only prints may end early; what also writes files goes on.
   */
  readonly closed: boolean;
  /** Why standard output could not be written, such as a full disk; not that a pipe was closed. */
  readonly failure: Error | undefined;
}

export interface TerminalOptions {
  stdout: TextStream;
  stderr: TextStream;
  /** Whether `--quiet` was given: asked each time, as options are read after the terminal is made. */
  quiet?: () => boolean;
  /** Milliseconds of a clock that never goes back. */
  now?: () => number;
}

const silent: Phases = {
  of: () => ({ update() {} }),
  above: (write) => write(),
  stop() {},
};

/** A terminal on two streams. From then on, a closed pipe is no error of the process. */
export function createTerminal({
  stdout,
  stderr,
  quiet = () => false,
  now,
}: TerminalOptions): Terminal {
  let closed = false;
  let failure: Error | undefined;
  stdout.on("error", (error: NodeJS.ErrnoException) => {
    closed = true;
    if (error.code !== "EPIPE") failure ??= error;
  });
  stderr.on("error", () => {}); // nobody is left to be told

  let shown = silent;
  const write = (text: string): void => {
    if (closed) return;
    shown.above(() => stdout.write(stdout.isTTY ? printable(text) : text));
  };
  const say = (text: string): void => shown.above(() => stderr.write(`${printable(text)}\n`));
  const unlessQuiet = (text: string): void => {
    if (!quiet()) say(text);
  };
  return {
    write,
    result: (text) => write(`${text}\n`),
    tell: unlessQuiet,
    note: (text) => unlessQuiet(`note: ${text}`),
    error: say,
    phases() {
      shown.stop();
      shown = quiet() ? silent : showPhases({ stream: stderr, now });
      return shown;
    },
    endPhases: () => shown.stop(),
    async drained() {
      if (closed || !(stdout as { writableNeedDrain?: boolean }).writableNeedDrain) return;
      await new Promise<void>((resolve) => {
        const done = (): void => {
          for (const event of ["drain", "error", "close"]) stdout.off(event, done);
          resolve();
        };
        for (const event of ["drain", "error", "close"]) stdout.on(event, done);
      });
    },
    async flushed() {
      if (!closed) await new Promise<void>((resolve) => void stdout.write("", () => resolve()));
      await new Promise(setImmediate); // the stream tells of its error after the write's own end
    },
    get closed() {
      return closed;
    },
    get failure() {
      return failure;
    },
  };
}
