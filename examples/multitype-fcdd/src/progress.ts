import cliProgress from "cli-progress";

/** One line on the terminal that moves; plain lines, rarely, where the output is a file. */
export interface Progress {
  update(done: number, note?: string): void;
  stop(): void;
}

/** Shows how far a job of known length has come. */
export function showProgress(title: string, total: number): Progress {
  if (!process.stdout.isTTY) return plainProgress(title, total);
  const bar = new cliProgress.SingleBar({
    format: `${title} {bar} {value}/{total} | {note} | {eta_formatted} left`,
    barCompleteChar: "━",
    barIncompleteChar: "─",
    barsize: 30,
    hideCursor: true,
  });
  bar.start(total, 0, { note: "" });
  return {
    update: (done, note = "") => bar.update(done, { note }),
    stop: () => bar.stop(),
  };
}

/** Bars of a job's phases, one after the other. */
export interface PhaseProgress {
  /** The bar of a phase; what another phase showed ends. */
  of(phase: string, total: number): Progress;
  stop(): void;
}

/** Shows how far each phase of a job has come. */
export function showPhases(): PhaseProgress {
  let bar: Progress | undefined;
  let current: string | undefined;
  return {
    of(phase, total) {
      if (bar && phase === current) return bar;
      bar?.stop();
      current = phase;
      bar = showProgress(phase, total);
      return bar;
    },
    stop: () => bar?.stop(),
  };
}

function plainProgress(title: string, total: number): Progress {
  let told = 0;
  return {
    update(done, note = "") {
      const tenth = Math.floor((10 * done) / total);
      if (tenth === told) return;
      told = tenth;
      console.log(`${title} ${done}/${total}${note ? ` | ${note}` : ""}`);
    },
    stop() {},
  };
}
