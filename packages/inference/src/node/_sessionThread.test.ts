import { expect, test } from "vitest";
import { convDetector, side } from "../../test/convDetector.ts";
import { loadDetector } from "./loadDetector.ts";

test("a run leaves this thread free, and the batch as it was", async () => {
  const detector = await loadDetector(await convDetector());
  const memory = new Uint8Array(600 * side * side * 3).fill(7);
  const batch = memory.subarray(0, 512 * side * side * 3);
  let turns = 0;
  const timer = setInterval(() => turns++, 1);
  const { scores } = await detector.raw(batch, ["scores"]);
  clearInterval(timer);
  expect(turns).toBeGreaterThan(3);
  expect(scores).toHaveLength(2 * 512);
  expect([memory.length, memory.every((value) => value === 7)]).toEqual([7_372_800, true]);
  await detector.release();
  await expect(detector.raw(batch)).rejects.toThrow("got one that was released");
});
