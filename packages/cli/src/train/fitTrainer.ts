import type { FitRun, MethodEvent, Trainer } from "@flawlens/detector";
import { tellResumed } from "../run/tellRun.ts";
import { openTrainingLog } from "../run/trainingLog.ts";
import type { LossReading, TrainingLog } from "../run/trainingLog.ts";
import type { Terminal } from "../terminal/terminal.ts";

/** Gets each event of a training after it was shown and logged, and the losses so far. The training waits for it. */
export type Watch = (
  event: MethodEvent,
  readings: readonly LossReading[],
) => Promise<void> | undefined;

/**
 * Trains, shows how far it is and keeps the losses.
 *
 * @returns `null` if it was interrupted.
 * @throws {TypeError} If the method's events end without an `end`.
 */
export async function fitTrainer(
  terminal: Terminal,
  trainer: Trainer,
  { log: file, run, watch }: { log: string; run: FitRun; watch?: Watch },
): Promise<TrainingLog | null> {
  const phases = terminal.phases();
  let log: TrainingLog | undefined;
  let steps: number | undefined;
  const logFrom = async (step: number) => (log ??= await openTrainingLog(file, step));
  let ended: Extract<MethodEvent, { kind: "end" }> | undefined;
  try {
    for await (const event of trainer.fit(run)) {
      switch (event.kind) {
        case "start":
          steps = event.steps ?? undefined;
          terminal.tell(event.summary);
          for (const note of event.notes) terminal.note(note);
          if (!run.resume) await logFrom(0);
          break;
        case "resumed":
          tellResumed(terminal, event);
          await logFrom(event.step);
          break;
        case "phase":
          phases.of(event.name, event.total).update(event.done);
          break;
        case "features":
          phases.of("features", event.total).update(event.done);
          break;
        case "step":
          phases.of("training", steps).update(event.step, `loss ${event.loss.toFixed(4)}`);
          await (await logFrom(0)).add({ step: event.step, loss: event.loss });
          break;
        case "end":
          ended = event;
          break;
      }
      await watch?.(event, log?.readings ?? []);
    }
  } finally {
    phases.stop();
  }
  if (!ended)
    throw new TypeError(
      `${trainer.detector.method}: expected the events of training to finish with { kind: "end" }, got none`,
    );
  return ended.reason === "interrupted" ? null : logFrom(Infinity);
}
