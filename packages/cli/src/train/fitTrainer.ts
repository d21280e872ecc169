import type { FitRun, Trainer } from "@flawlens/detector";
import { tellResumed } from "../run/tellRun.ts";
import { openTrainingLog } from "../run/trainingLog.ts";
import type { TrainingLog } from "../run/trainingLog.ts";
import type { Terminal } from "../terminal/terminal.ts";

/** Trains, shows how far it is and keeps the losses; null if it was interrupted. */
export async function fitTrainer(
  terminal: Terminal,
  trainer: Trainer,
  { log: file, run }: { log: string; run: FitRun },
): Promise<TrainingLog | null> {
  const phases = terminal.phases();
  let log: TrainingLog | undefined;
  let steps: number | undefined;
  const logFrom = async (step: number) => (log ??= await openTrainingLog(file, step));
  try {
    for await (const event of trainer.fit(run)) {
      switch (event.kind) {
        case "start":
          steps = event.steps ?? undefined;
          terminal.tell(event.summary);
          for (const note of event.notes) terminal.note(note);
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
          return event.reason === "interrupted" ? null : await logFrom(Infinity);
      }
    }
  } finally {
    phases.stop();
  }
  return null;
}
