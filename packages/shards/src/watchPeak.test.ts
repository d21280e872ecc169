import { expect, test } from "vitest";
import { watchPeak } from "./watchPeak.ts";

test.runIf(process.platform === "linux")("the peak of a process is what Linux kept", async () => {
  const peak = watchPeak(process.pid);
  while (peak() === null) await new Promise((resolve) => void setTimeout(resolve, 5));
  const kept = 1024 * process.resourceUsage().maxRSS;
  expect(peak()).toBeGreaterThan(0.5 * kept);
  expect(peak()).toBeLessThanOrEqual(1.01 * kept);
});

test("of a process that is gone nothing is known", () => {
  expect(watchPeak(undefined)()).toBeNull();
});
