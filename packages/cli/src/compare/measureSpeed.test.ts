import type { Image } from "@flawlens/datasets";
import { loadDetector } from "@flawlens/inference";
import { beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { measureSpeed } from "./measureSpeed.ts";

vi.mock("@flawlens/inference", () => ({ loadDetector: vi.fn() }));

/** A detector whose images take these times, in milliseconds on a clock of its own. */
function detectorOf(times: readonly number[]) {
  let now = 0;
  const clock = vi.spyOn(performance, "now").mockImplementation(() => now);
  onTestFinished(() => clock.mockRestore());
  const seen: Image[] = [];
  const detector = {
    metadata: { input: { height: 2, width: 4 } },
    predictImage(image: Image) {
      now += times[seen.length];
      seen.push(image);
      if (Number.isNaN(now)) throw new Error("out of memory");
      return Promise.resolve();
    },
    release: vi.fn(() => Promise.resolve()),
  };
  vi.mocked(loadDetector).mockResolvedValue(detector as never);
  return { seen, release: detector.release };
}

describe("measureSpeed", () => {
  beforeEach(() => void vi.mocked(loadDetector).mockReset());

  test("is the median of ten images after two that are not counted", async () => {
    // Without the two 900s: 1, 2, 3, 4, 5, 8, 20, 30, 40, 50; the middle of 5 and 8 is 6.5.
    const { seen, release } = detectorOf([900, 900, 50, 1, 40, 2, 30, 3, 20, 4, 8, 5]);
    expect(await measureSpeed("detector.onnx")).toBe(6.5);
    expect(loadDetector).toHaveBeenCalledWith("detector.onnx");
    expect([seen.length, release.mock.calls.length]).toEqual([12, 1]);
  });

  test("measures on an image of the detector's size that is not of one colour", async () => {
    const { seen } = detectorOf(Array<number>(12).fill(1));
    await measureSpeed("detector.onnx");
    const { data, height, width, channels } = seen[0];
    expect([height, width, channels, data.length]).toEqual([2, 4, 3, 24]);
    expect([...data.slice(0, 4), data[7]]).toEqual([0, 37, 74, 111, 3]); // 7 * 37 = 259
  });

  test("releases a detector that fails", async () => {
    const { release } = detectorOf([1, NaN]);
    await expect(measureSpeed("detector.onnx")).rejects.toThrow("out of memory");
    expect(release).toHaveBeenCalledOnce();
  });
});
