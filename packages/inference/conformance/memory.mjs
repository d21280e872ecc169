// Predicts 100,000 image files in one loop, and prints the memory that the process holds on the way: it must be flat.
// node --expose-gc --conditions=@flawlens/source --import tsx packages/inference/conformance/memory.mjs [count]
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadDetector } from "../src/node/index.ts";
import { picture } from "../test/pictures.ts";
import { png } from "../test/png.ts";
import { tinyFile } from "../test/tinyDetector.ts";

const count = Number(process.argv[2] ?? 100_000);
const folder = mkdtempSync(join(tmpdir(), "flawlens-memory-"));
const names = Array.from({ length: 50 }, (_, i) => join(folder, `${i}.png`));
for (const [i, name] of names.entries()) writeFileSync(name, png(picture(32, 32, i), 32, 32));

async function* files() {
  for (let i = 0; i < count; i++) yield names[i % names.length];
}

const megabytes = () => {
  globalThis.gc?.();
  return Math.round(process.memoryUsage().rss / 1e6);
};
const detector = await loadDetector(await tinyFile(), { threads: 1 });
const start = performance.now();
const held = [];
let done = 0;
try {
  for await (const { explanation } of detector.predict(files(), { batchSize: 8 })) {
    if (explanation === "") throw new Error("expected an explanation, got none");
    if (++done % (count / 10) === 0) {
      held.push(megabytes());
      console.log(`${done} images: ${held.at(-1)} MB`);
    }
  }
} finally {
  rmSync(folder, { recursive: true });
}
await detector.release();
const seconds = (performance.now() - start) / 1000;
const grown = held.at(-1) - held[0];
console.log(
  `${done} images in ${seconds.toFixed(0)} s; ${grown} MB more after the last than after the first tenth`,
);
if (done !== count || grown > 20) {
  console.error("expected every image, and at most 20 MB more");
  process.exitCode = 1;
}
