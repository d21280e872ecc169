// Uses the inspector in Firefox or WebKit as a person does, and compares every verdict and saved file with Node's:
//   npx turbo run build --filter=@flawlens/inspector
//   node --import tsx scripts/browsers/inspector.ts firefox|webkit [--out FOLDER]
// Beside a run, from a server with a token, and as one file from a disk: PNG and JPEG, threshold, marks, learning from
// them, cancelling, saving. Pictures of the page go to a folder; exits with 1 where something differs. What runs by
// itself uses Chromium alone (packages/inspector/test).
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { isDeepStrictEqual, parseArgs } from "node:util";
import { loadDetector } from "@flawlens/inference/node";
import type { Manifest } from "@flawlens/datasets";
import { inspectorFile, inspectorPage, openRunFiles, serveInspector } from "../../packages/inspector/src/index.ts"; // prettier-ignore
import { createServer, listen, modelFile } from "../../packages/server/src/index.ts";
import { tinyRun } from "../../packages/inspector/test/tinyRun.ts";
import { openBrowser, type BrowserName } from "./openBrowser.ts";

const { values, positionals } = parseArgs({
  options: { out: { type: "string", default: "out/browsers" } },
  allowPositionals: true,
});
const [escape, end, enter] = ["\uE00C", "\uE010", "\uE007"];
const token = "0123456789abcdef";
const folder = await mkdtemp(join(tmpdir(), "flawlens-browsers-"));
const manifest = await withJpeg(await tinyRun(folder));
const shown = manifest.samples.filter(({ split }) => split === "test");
const images = shown.map(({ image }) => join(folder, image));
const detector = join(folder, "detector.onnx");
const before = await byNode(await readFile(detector));
const beside = await serveInspector({ run: await openRunFiles(folder) });
const server = await createServer({ models: { "left.1": modelFile(detector) }, static: inspectorPage, token }); // prettier-ignore
const served = await listen(server, { port: 0 });
await mkdir(values.out, { recursive: true });

/** Verdicts by the name of the image; undefined where it is not scored yet. */
const verdicts = `Object.fromEntries([...document.querySelectorAll(".card")].map((card) => {
  const name = /test-\\w+-\\d/.exec(card.textContent); // what is not on the screen has no inner text in WebKit
  return [name && name[0], /normal|anomalous|undecided/.exec(card.querySelector(".verdict")?.textContent)?.[0]];
}))`;
const scored = `Object.values(${verdicts}).filter(Boolean).length === ${shown.length}`;
const learned = `document.querySelector(".learn tbody") && !document.querySelector(".learn caption").innerText.includes("not yet scored") && ${scored}`;

const name = positionals[0] as BrowserName;
const browser = await openBrowser(name);
const { evaluate, goto, press, type, until } = browser;
let failed = 0;
try {
  await browser.resize(1100, 850);
  await check("gives Node's verdicts beside a run", async () => {
    await goto(beside.url);
    await until(scored);
    await picture("run");
    expectEqual(await evaluate(verdicts), before);
    expectEqual(await evaluate("crossOriginIsolated"), true);
  });
  await check("opens an image by a key", async () => {
    await press("j");
    await until(`document.querySelector(".detail table")`);
    await picture("image");
    await press(escape);
  });
  await check("saves a file with the threshold that was moved", async () => {
    await keepSaved();
    await press("h");
    await press(end);
    await until(`!Object.values(${verdicts}).includes("anomalous")`);
    await press("s");
    expectEqual(await evaluate(verdicts), await byNode(await saved(1)));
  });
  await check("learns from marks, and goes back", async () => {
    await goto(beside.url);
    await until(scored);
    await keepSaved();
    for (const id of ["test-stain-1", "test-stain-2"]) await mark(id, "n");
    await press("l");
    await until(learned, 180);
    await picture("learned");
    const after = await evaluate<Record<string, string>>(verdicts);
    expectEqual([after["test-stain-1"], after["test-bright-0"]], ["normal", "anomalous"]);
    await click("Save detector");
    expectEqual(after, await byNode(await saved(1)));
    await click("Go back");
    await until(scored);
    expectEqual(await evaluate(verdicts), before);
  });
  await check("cancels learning", async () => {
    await press("l");
    await until(`document.querySelector(".learn progress")`);
    await picture("learning");
    await click("Cancel");
    await until(`!document.querySelector(".learn")`);
    expectEqual(await evaluate(verdicts), before);
  });
  await check("saves marks", async () => {
    await click("Save marks");
    const { samples } = JSON.parse((await saved(2)).toString()) as Manifest;
    const marked = samples.find(({ id }) => id === "test-stain-1");
    expectEqual([marked?.label, marked?.split], [0, "train"]);
  });
  await check("opens a detector of a server, with its token", async () => {
    await goto(served.url);
    await until(`document.querySelector("[name=token]")`);
    await picture("token");
    await type("[name=token]", token + enter);
    await until(`document.querySelector(".served li button")`);
    await browser.click(".served li button");
    await until(`document.body.innerText.includes("left.1.onnx")`);
    await type("#files", images.join("\n"));
    await until(scored);
    expectEqual(await evaluate(verdicts), before);
  });
  await check("gives Node's verdicts as one file from a disk, and learns there", async () => {
    await goto(pathToFileURL(inspectorFile).href);
    await picture("disk");
    await type("#files", [detector, ...images].join("\n"));
    await until(scored, 180);
    expectEqual(await evaluate(verdicts), before);
    await keepSaved();
    for (const i of [0, 1, 2]) await mark(`test-stain-${i}`, "n");
    await press("l");
    await until(learned, 300);
    await click("Save detector");
    expectEqual(await evaluate(verdicts), await byNode(await saved(1)));
  });
} finally {
  await browser.close();
  await beside.close();
  await served.close();
  await rm(folder, { recursive: true, force: true });
}
process.exit(failed > 0 ? 1 : 0);

async function check(claim: string, work: () => Promise<void>): Promise<void> {
  const start = performance.now();
  let problem = "";
  try {
    await work();
  } catch (error) {
    failed++;
    problem = `: ${(error as Error).message}`;
    await picture("failed");
  }
  console.log(`${problem ? "FAILS" : "passes"}: ${browser.name} ${claim} (${((performance.now() - start) / 1000).toFixed(1)} s)${problem}`); // prettier-ignore
}

function expectEqual(found: unknown, expected: unknown): void {
  if (!isDeepStrictEqual(found, expected))
    throw new Error(`expected ${JSON.stringify(expected)}, got ${JSON.stringify(found)}`);
}

async function picture(of: string): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 2000)); // what is drawn appears
  await writeFile(join(values.out, `${name}-${of}.png`), await browser.screenshot());
}

/** The run with one image as JPEG. */
async function withJpeg(manifest: Manifest): Promise<Manifest> {
  const sharp = createRequire(import.meta.resolve("@flawlens/datasets/package.json"))("sharp");
  const sample = manifest.samples.find(({ id }) => id === "test-bright-1");
  if (!sample) throw new Error("expected a sample test-bright-1, got none");
  const image = sample.image.replace(".png", ".jpg");
  await sharp(join(folder, sample.image)).jpeg({ quality: 95, chromaSubsampling: "4:4:4" }).toFile(join(folder, image)); // prettier-ignore
  const samples = manifest.samples.map((other) => (other === sample ? { ...sample, image } : other)); // prettier-ignore
  await writeFile(join(folder, "manifest.json"), JSON.stringify({ ...manifest, samples }));
  return { ...manifest, samples };
}

/** Verdicts by the name of the image, as Node computes them. */
async function byNode(bytes: Uint8Array): Promise<Record<string, string>> {
  const detector = await loadDetector(bytes, { threads: 1 });
  const found: Record<string, string> = {};
  for (const { id, image } of shown)
    found[id] = (await detector.predictImage(join(folder, image))).verdict;
  await detector.release();
  return found;
}

async function mark(id: string, key: string): Promise<void> {
  await evaluate(`[...document.querySelectorAll(".card")].find((card) => card.textContent.includes("${id}")).click()`); // prettier-ignore
  await press(key);
  await press(escape);
}

/** Presses the first button of these words. */
async function click(words: string): Promise<void> {
  const text = JSON.stringify(words);
  await evaluate(`[...document.querySelectorAll(".learn button, button")].find((button) => button.textContent.startsWith(${text}) && !button.disabled).click()`); // prettier-ignore
}

/** From now on, what the page gives to be saved is kept: where a download goes differs between browsers. */
async function keepSaved(): Promise<void> {
  await evaluate(`(() => {
    window.savedHere = [];
    const make = URL.createObjectURL;
    URL.createObjectURL = (made) => {
      if (/octet-stream|json/.test(made.type)) window.savedHere.push(made);
      return make.call(URL, made);
    };
  })()`);
}

/** What was saved last, once so many files were. */
async function saved(count: number): Promise<Buffer> {
  await until(`window.savedHere.length >= ${count}`);
  const text = await evaluate<string>(`new Promise((resolve) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result);
    reader.readAsDataURL(window.savedHere.at(-1));
  })`);
  return Buffer.from(text.slice(text.indexOf(",") + 1), "base64");
}
