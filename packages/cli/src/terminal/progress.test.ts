import { describe, expect, test } from "vitest";
import { recorder } from "../../test/recorder.ts";
import { showPhases } from "./progress.ts";

/** A clock that goes when told to. */
function clock() {
  let ms = 0;
  return { now: () => ms, pass: (seconds: number) => void (ms += 1000 * seconds) };
}

describe("showPhases, where the output is no terminal", () => {
  test("says how far it is and about how much time is left, soon at first and then rarely", () => {
    const [stream, time] = [recorder(), clock()];
    const phases = showPhases({ stream, now: time.now });
    const training = phases.of("training", 900);
    time.pass(30); // preparing the first step is not the speed of the others
    for (let step = 1; step <= 900; step++) {
      training.update(step, `loss ${(1 / step).toFixed(2)}`);
      time.pass(0.2);
    }
    phases.stop();
    expect(stream.lines()).toEqual([
      "training 1/900 | loss 1.00",
      "training 26/900 | loss 0.04 | about 2 min 55 s left",
      "training 76/900 | loss 0.01 | about 2 min 45 s left",
      "training 226/900 | loss 0.00 | about 2 min 15 s left",
      "training 526/900 | loss 0.00 | about 1 min 15 s left",
      "training 826/900 | loss 0.00 | about 15 s left",
      "training 900/900 | loss 0.00 | took 3 min 30 s",
    ]);
  });

  test("estimates a resumed job by its own steps", () => {
    const [stream, time] = [recorder(), clock()];
    const phases = showPhases({ stream, now: time.now });
    phases.of("training", 400).update(300);
    time.pass(10);
    phases.of("training", 400).update(310);
    expect(stream.lines()).toEqual(["training 310/400 | about 1 min 30 s left"]);
  });

  test("tells of each phase, also of one that is over at once, and of one that was stopped", () => {
    const [stream, time] = [recorder(), clock()];
    const phases = showPhases({ stream, now: time.now });
    phases.of("features", 2).update(2);
    phases.of("training", 9).update(3, "loss 2");
    time.pass(1);
    phases.stop();
    phases.stop();
    expect(stream.lines()).toEqual([
      "features 2/2 | took less than 1 s",
      "training 3/9 | loss 2 | stopped after 1 s",
    ]);
  });

  test("counts without a total, and makes no guess then", () => {
    const [stream, time] = [recorder(), clock()];
    const phases = showPhases({ stream, now: time.now });
    phases.of("scoring", undefined).update(1);
    time.pass(3);
    phases.of("scoring", undefined).update(40);
    phases.stop();
    expect(stream.lines()).toEqual(["scoring 40", "scoring 40 | took 3 s"]);
  });
});

describe("showPhases on a terminal", () => {
  test("draws a bar in one line, lets others write above it, and leaves one line", () => {
    const [stream, time] = [recorder({ isTTY: true, columns: 60 }), clock()];
    const phases = showPhases({ stream, now: time.now });
    phases.of("training", 4).update(1, "loss 2");
    time.pass(0.01);
    phases.of("training", 4).update(2, "loss 1"); // too soon to be drawn
    phases.above(() => stream.write("a line of a result\n"));
    phases.stop();
    const clear = "\r\u001B[K";
    expect(stream.text()).toBe(
      `training ${"━".repeat(6)}${"─".repeat(18)} 1/4 | loss 2${clear}a line of a result\n` +
        `training ${"━".repeat(12)}${"─".repeat(12)} 2/4 | loss 1 | less than…${clear}` +
        `training 2/4 | loss 1 | stopped after less than 1 s\n`,
    );
  });
});
