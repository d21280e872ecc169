import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import sharp from "sharp";
import { onTestFinished } from "vitest";

/** What a file of a test tree holds: bytes, or a plain image of one grey level. */
export type Content = string | Uint8Array | { height: number; width: number; level?: number };

/** Makes a folder with these files, by path; it goes when the test ends. */
export async function tree(files: Record<string, Content> = {}): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), "flawlens-datasets-"));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  for (const [path, content] of Object.entries(files)) {
    const file = join(root, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, await bytesOf(content, path));
  }
  return root;
}

/** A tree of small images, one for each path. */
export function imageTree(...paths: string[]): Promise<string> {
  return tree(Object.fromEntries(paths.map((path) => [path, { height: 4, width: 6 }])));
}

async function bytesOf(content: Content, path: string): Promise<string | Uint8Array> {
  if (typeof content === "string" || content instanceof Uint8Array) return content;
  const { height, width, level = 128 } = content;
  const data = new Uint8Array(height * width).fill(level);
  const image = sharp(data, { raw: { height, width, channels: 1 } }).toColourspace("b-w");
  return path.toLowerCase().endsWith("g") && !path.toLowerCase().endsWith(".png")
    ? image.jpeg().toBuffer()
    : image.png().toBuffer();
}
