import { expect, test } from "vitest";
import { interruptSignal } from "./interruptSignal.ts";

test("interruptSignal aborts at the first interrupt and listens no longer", () => {
  const before = process.listenerCount("SIGUSR2");
  const { signal } = interruptSignal(["SIGUSR2"]);
  expect(process.listenerCount("SIGUSR2")).toBe(before + 1);
  expect(signal.aborted).toBe(false);
  process.emit("SIGUSR2");
  expect(signal.aborted).toBe(true);
  expect(process.listenerCount("SIGUSR2")).toBe(before); // the next one ends the process
});

test("interruptSignal stops listening when released", () => {
  const before = process.listenerCount("SIGUSR2");
  const { signal, release } = interruptSignal(["SIGUSR2"]);
  release();
  expect(process.listenerCount("SIGUSR2")).toBe(before);
  expect(signal.aborted).toBe(false);
});
