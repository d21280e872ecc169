/**
 * A learning rate for each update of a run: a function of the number of the update (1, 2, 3, ...).
 * It must depend on nothing else, so that a resumed run goes on with the same rates.
 */
export type Schedule = (update: number) => number;

/** A learning rate that is the same in every update, or a schedule. */
export type LearningRate = number | Schedule;

/** The schedule that a learning rate stands for. */
export function scheduleOf(learningRate: LearningRate): Schedule {
  return typeof learningRate === "number" ? () => learningRate : learningRate;
}
