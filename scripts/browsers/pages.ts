// Looks at the pages that only show something, in Firefox or WebKit, wide and as on a phone: the live page of a training
// follows what it is sent, and neither a report nor a page of the built site is wider than the screen.
//   npm run docs && node --import tsx scripts/browsers/pages.ts firefox|webkit [--report report.html] [--out FOLDER]
// Pictures go to a folder; exits with 1 where something is wrong. A phone is a frame of its width: windows are wider.
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join, normalize } from "node:path";
import { parseArgs } from "node:util";
import { serveLive } from "../../packages/inspector/src/index.ts";
import { root } from "../site/packages.ts";
import { openBrowser, type BrowserName } from "./openBrowser.ts";

const { values, positionals } = parseArgs({
  options: {
    out: { type: "string", default: "out/browsers" },
    report: { type: "string" },
    pages: { type: "string", default: "index,start,choose-a-method,reference/@flawlens/metrics" },
  },
  allowPositionals: true,
});
const phone = 390;
const site = join(root, "node_modules/.cache/flawlens/site");
const kinds: Record<string, string> = { html: "text/html", js: "text/javascript", css: "text/css", webp: "image/webp", svg: "image/svg+xml", png: "image/png" }; // prettier-ignore

const server = createServer((request, response) => {
  const { pathname, searchParams } = new URL(request.url ?? "/", "http://here");
  response.setHeader("content-type", kinds[pathname.split(".").at(-1) ?? ""] ?? "text/html");
  if (pathname === "/frame")
    return response.end(`<!doctype html><body style="margin:0"><iframe src="${searchParams.get("of")}" style="width:${phone}px;height:820px;border:0"></iframe>`); // prettier-ignore
  const file = pathname === "/report.html" && values.report ? values.report : join(site, normalize(decodeURIComponent(pathname))); // prettier-ignore
  readFile(file).then(
    (bytes) => response.end(bytes),
    () => response.writeHead(404).end(),
  );
  return undefined;
});
await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
const { port } = server.address() as AddressInfo;
await mkdir(values.out, { recursive: true });
const name = positionals[0] as BrowserName;
const browser = await openBrowser(name);
let findings = 0;
try {
  await browser.resize(1280, 840);
  await lookAtLive();
  const names = values.pages.split(",").map((page) => `${page}.html`);
  for (const page of [...(values.report ? ["report.html"] : []), ...names]) await lookAt(page);
} finally {
  await browser.close();
  server.close();
}
console.log(`${browser.name}: ${findings} findings; pictures in ${values.out}`);
process.exit(findings > 0 ? 1 : 0);

async function lookAt(page: string): Promise<void> {
  const url = `http://127.0.0.1:${port}/${page}`;
  const of = page.replaceAll(/\W+/g, "-").replace(/-html$/, "");
  await browser.goto(url);
  await picture(`${of}-wide`);
  await findWide(`${page} in a wide window`, "document.documentElement");
  await browser.goto(`http://127.0.0.1:${port}/frame?of=/${page}`);
  await browser.until("frames[0].document.readyState === 'complete'");
  await picture(`${of}-phone`);
  await findWide(`${page} at ${phone} px`, "frames[0].document.documentElement");
}

/** Tells where a page is wider than what shows it. */
async function findWide(what: string, of: string): Promise<void> {
  const wide = await browser.evaluate<number>(`${of}.scrollWidth - ${of}.clientWidth`);
  if (wide <= 0) return;
  findings++;
  console.log(`${browser.name}: ${what}: the page is ${wide} px wider than the screen`);
}

async function lookAtLive(): Promise<void> {
  const live = await serveLive({ everyMs: 50 });
  const image = `data:image/svg+xml,${encodeURIComponent('<svg xmlns="http://www.w3.org/2000/svg" width="64" height="64"><rect width="64" height="64" fill="gray"/></svg>')}`; // prettier-ignore
  try {
    live.show("about", { title: "A method on bottles", folder: "runs/bottle" });
    live.show("progress", { phase: "training", done: 10, total: 900, left: "about 3 min left" });
    await browser.goto(live.url);
    await browser.until(`document.body.innerText.includes("about 3 min left")`);
    const points = Array.from({ length: 60 }, (_, i) => [10 * i, 2 * Math.exp(-i / 20)] as const);
    live.show("loss", { points, note: "A point is the mean of 10 steps." });
    const example = { id: "broken_large/000.png", label: 1, side: "validation", image, map: image, scores: points } as const; // prettier-ignore
    live.show("examples", { note: "Validation images.", step: 600, images: [example, { ...example, id: "good/000.png", label: 0 }] }); // prettier-ignore
    live.show("said", [{ text: "Checkpoint at step 600.", kind: "told" }]);
    live.show("progress", { phase: "training", done: 600, total: 900, left: "about 1 min left" });
    await browser.until(`document.body.innerText.includes("about 1 min left")`);
    await picture("live");
    await findWide("the live page", "document.documentElement");
    live.show("results", { figures: [{ name: "image AUROC", value: "0.98" }], report: false });
    live.show("end", { how: "done", text: "The detector is written." });
    await browser.until(`document.body.innerText.includes("The detector is written.")`);
    await picture("live-end");
  } catch (error) {
    findings++;
    console.log(`${browser.name}: the live page: ${(error as Error).message}`);
  } finally {
    await live.close();
  }
}

async function picture(of: string): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 1500)); // what is drawn appears
  await writeFile(join(values.out, `${name}-${of}.png`), await browser.screenshot());
}
