import { loadDetector } from "@flawlens/inference";
import type { Image } from "@flawlens/datasets";

/**
 * How long a detector takes for one image on this machine, one after the other: the median of ten, after two that are
 * not counted. The image is already in memory and of the detector's size, so that nothing but the detector is measured.
 *
 * @returns Milliseconds.
 */
export async function measureSpeed(file: string): Promise<number> {
  const detector = await loadDetector(file);
  try {
    const { height, width } = detector.metadata.input;
    // A ramp: some networks are faster on an image that is black everywhere.
    const data = Uint8Array.from({ length: height * width * 3 }, (_, i) => (i * 37) % 256);
    const image: Image = { data, height, width, channels: 3, original: { height, width } };
    const times: number[] = [];
    for (let i = 0; i < 12; i++) {
      const start = performance.now();
      await detector.predictImage(image);
      if (i >= 2) times.push(performance.now() - start);
    }
    times.sort((a, b) => a - b);
    return (times[4] + times[5]) / 2;
  } finally {
    await detector.release();
  }
}
