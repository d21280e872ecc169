import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import sharp from "sharp";
import { onTestFinished } from "vitest";

/** A grey image: of one level, or with a level for each pixel. */
interface Picture {
  height: number;
  width: number;
  level?: number;
  pixel?: (x: number, y: number) => number;
}

/** What a file of a test tree holds: bytes, or an image. */
export type Content = string | Uint8Array | Picture;

/** A photograph of 8 x 6 px, different for every `i`. */
export const photo = (i: number): Picture => ({
  height: 6,
  width: 8,
  pixel: (x, y) => (37 * i + 11 * x + 5 * y) % 251,
});

/** Its mask: two pixels are anomalous, or none. */
export const marks = (pixels: 0 | 2 = 2): Picture => ({
  height: 6,
  width: 8,
  pixel: (x, y) => (y === 1 && x < pixels ? 255 : 0),
});

/** Makes a folder with these files, by path; it goes when the test ends. */
export async function tree(files: Record<string, Content> = {}): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), "flawlens-datasets-"));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  for (const [path, content] of Object.entries(files)) {
    const file = join(root, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, await pictureBytes(content, path));
  }
  return root;
}

/** A tree of small images, one for each path. */
export function imageTree(...paths: string[]): Promise<string> {
  return tree(Object.fromEntries(paths.map((path) => [path, { height: 4, width: 6 }])));
}

/** The bytes of a file of a test tree. */
export async function pictureBytes(content: Content, path: string): Promise<string | Uint8Array> {
  if (typeof content === "string" || content instanceof Uint8Array) return content;
  const { height, width, level = 128, pixel = () => level } = content;
  const data = Uint8Array.from({ length: height * width }, (_, i) =>
    pixel(i % width, Math.floor(i / width)),
  );
  const image = sharp(data, { raw: { height, width, channels: 1 } }).toColourspace("b-w");
  return path.toLowerCase().endsWith("g") && !path.toLowerCase().endsWith(".png")
    ? image.jpeg().toBuffer()
    : image.png().toBuffer();
}
