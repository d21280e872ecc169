import { randomStream } from "@flawlens/sampling";
import { loadDetector } from "@flawlens/inference";
import sharp from "sharp";

/** An image file, and the score that the detector gives it. */
export interface KnownImage {
  file: Uint8Array;
  score: number;
}

/** How far a score may be from the known one: the same image in another batch is summed in another order. */
export const tolerance = 1e-3;

/** Images of random blotches, whose scores all differ by more than ten times the tolerance. */
export async function knownImages(detector: string, count: number): Promise<KnownImage[]> {
  const model = await loadDetector(detector);
  const random = randomStream(7);
  const images: KnownImage[] = [];
  while (images.length < count) {
    const size = 4 + Math.floor(random() * 28);
    const data = Uint8Array.from({ length: size * size * 3 }, () => Math.floor(random() * 256));
    const file = await sharp(data, { raw: { width: size, height: size, channels: 3 } })
      .resize(256, 256)
      .jpeg({ quality: 90 })
      .toBuffer();
    const { score } = await model.predictImage(file);
    if (images.every((image) => Math.abs(image.score - score) > 10 * tolerance))
      images.push({ file, score });
  }
  await model.release();
  return images;
}

/** Asks for the verdict on an image; whether the score is that image's own. */
export async function ask(
  url: string,
  { file, score }: KnownImage,
): Promise<{ status: number; right: boolean }> {
  const answer = await fetch(`${url}/predict`, { method: "POST", body: file as never });
  const json = (await answer.json()) as { predictions?: { score: number }[] };
  const own = json.predictions?.[0].score;
  return { status: answer.status, right: own !== undefined && Math.abs(own - score) < tolerance };
}
