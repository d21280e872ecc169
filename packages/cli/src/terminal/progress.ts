import { duration } from "./duration.ts";
import { timeLeft } from "./timeLeft.ts";
import type { Pace } from "./timeLeft.ts";

/** How far one phase of a job has come. */
export interface Phase {
  /**
   * @param done - How many of the phase's `total` are done.
   * @param note - Shown beside, such as `loss 0.41`.
   */
  update(done: number, note?: string): void;
}

/** The phases of a job, one after the other. */
export interface Phases {
  /**
   * The phase of that name, begun where it is not the current one; the one before it ends.
   *
   * @param total - How many there are to do; undefined where nobody knows, as for a list that is
   *   still being read.
   */
  of(phase: string, total: number | undefined): Phase;
  /** Lets something else be written while a phase is shown: the bar makes room and comes back. */
  above(write: () => void): void;
  /** Ends the current phase with one line that stays; safe to call twice. */
  stop(): void;
}

export interface PhasesOptions {
  /** The stream of the progress: a bar on a terminal, plain lines anywhere else. */
  stream: NodeJS.WritableStream & { isTTY?: boolean; columns?: number };
  /** Milliseconds of a clock that never goes back. */
  now?: () => number;
}

/** A running phase, and when what was seen of it. */
interface Running extends Pace {
  name: string;
  begun: number;
  note: string;
}

/** Milliseconds between plain lines: soon at first, then less and less often. */
const pauses = [2_000, 5_000, 10_000, 30_000, 60_000];
/** Milliseconds between two drawings of a bar. */
const frame = 100;

/**
 * Shows the phases of a job: on a terminal one bar a phase, which moves; elsewhere (a file, a
 * pipe, a build server) plain lines after 2 s, 7 s, 17 s, 47 s and then every minute. Both say
 * about how much time is left. Each phase ends with one line that says how long it took.
 *
 * @example
 * const phases = showPhases({ stream: process.stderr });
 * for (const step of steps) phases.of("training", 900).update(step, "loss 0.41");
 * phases.stop();
 */
export function showPhases({ stream, now = () => performance.now() }: PhasesOptions): Phases {
  const bar = stream.isTTY === true;
  let running: Running | undefined;
  let [shownAt, lines, drawn] = [0, 0, false];

  const clear = (): void => {
    if (drawn) stream.write("\r\u001B[K");
    drawn = false;
  };
  const draw = (): void => {
    if (!running) return;
    clear();
    stream.write(fit(barLine(running, now()), (stream.columns || 80) - 1));
    [shownAt, drawn] = [now(), true];
  };
  const show = (): void => {
    if (bar && (!drawn || now() - shownAt >= frame)) return draw();
    if (bar || !running || now() - shownAt < pauses[Math.min(lines, pauses.length - 1)]) return;
    stream.write(`${plainLine(running, now())}\n`);
    [shownAt, lines] = [now(), lines + 1];
  };
  const stop = (): void => {
    if (!running) return;
    clear();
    stream.write(`${lastLine(running, now())}\n`);
    running = undefined;
  };

  return {
    of(name, total) {
      if (running?.name !== name) {
        stop();
        running = { name, total, begun: now(), done: 0, note: "" };
        [shownAt, lines] = [now(), 0];
      }
      const phase = running!;
      return {
        update(done, note = "") {
          if (phase !== running) return;
          phase.anchor ??= { done, at: now() };
          Object.assign(phase, { done, note });
          show();
        },
      };
    },
    above(write) {
      const shown = drawn;
      clear();
      write();
      if (shown) draw();
    },
    stop,
  };
}

/** "300/900 | loss 0.41". */
function stateOf({ done, total, note }: Running): string {
  return `${total === undefined ? done : `${done}/${total}`}${note && ` | ${note}`}`;
}

function plainLine(running: Running, at: number): string {
  return `${running.name} ${stateOf(running)}${leftOf(running, at)}`;
}

function barLine(running: Running, at: number): string {
  const { name, done, total } = running;
  if (!total) return plainLine(running, at);
  const full = Math.round(24 * Math.min(1, done / total));
  const drawing = "━".repeat(full) + "─".repeat(24 - full);
  return `${name} ${drawing} ${stateOf(running)}${leftOf(running, at)}`;
}

function lastLine(running: Running, at: number): string {
  const { done, total, begun } = running;
  const ended = total === undefined || done >= total ? "took" : "stopped after";
  return `${running.name} ${stateOf(running)} | ${ended} ${duration((at - begun) / 1000)}`;
}

function leftOf(running: Running, at: number): string {
  const left = timeLeft(running, at);
  return left && ` | ${left}`;
}

function fit(line: string, width: number): string {
  return line.length > width ? `${line.slice(0, Math.max(0, width - 1))}…` : line;
}
