// Looks at the built site as its readers do: pictures of pages at three widths, light and dark, what axe-core finds, and
// whether any page at all is wider than a phone.
//   npm run docs && node --import tsx scripts/site/look.ts [--out FOLDER]
// Exits with 1 where axe-core finds something, or a page is wider than the screen.
import { readFileSync, readdirSync } from "node:fs";
import { mkdir, readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createRequire } from "node:module";
import { join, normalize } from "node:path";
import { parseArgs } from "node:util";
import { chromium } from "playwright-core";
import { chromiumOptions } from "../chromium.ts";
import { root } from "./packages.ts";

const { values } = parseArgs({
  options: {
    out: { type: "string", default: "out/site" },
    pages: {
      type: "string",
      default: "index,start,choose-a-method,deploy,reference/@flawlens/metrics",
    },
  },
});
const site = join(root, "node_modules/.cache/flawlens/site");
const kinds: Record<string, string> = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".webp": "image/webp" }; // prettier-ignore

const server = createServer((request, response) => {
  const path = normalize(decodeURIComponent(new URL(request.url ?? "/", "http://here").pathname));
  readFile(join(site, path.endsWith("/") ? `${path}index.html` : path)).then(
    (bytes) => {
      response.setHeader("content-type", kinds[/\.\w+$/.exec(path)?.[0] ?? ".html"] ?? "application/octet-stream"); // prettier-ignore
      response.end(bytes);
    },
    () => response.writeHead(404).end(),
  );
});
await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
const { port } = server.address() as AddressInfo;
const axe = readFileSync(createRequire(join(root, "packages/inspector/package.json")).resolve("axe-core/axe.min.js"), "utf8"); // prettier-ignore
const browser = await chromium.launch(chromiumOptions);
await mkdir(values.out, { recursive: true });
let findings = 0;
for (const colorScheme of ["light", "dark"] as const)
  for (const width of [375, 768, 1440]) {
    const viewport = { width, height: 900 };
    const page = await browser.newPage({ viewport, colorScheme, reducedMotion: "reduce" });
    for (const name of values.pages.split(",")) {
      await page.goto(`http://127.0.0.1:${port}/${name}.html`, { waitUntil: "load" });
      await page.waitForTimeout(300);
      const file = `${name.replaceAll(/\W+/g, "-")}-${width}-${colorScheme}.png`;
      await page.screenshot({ path: join(values.out, file) });
      await page.evaluate(axe);
      const found = await page.evaluate(async () => {
        const { axe: run } = globalThis as unknown as { axe: { run(): Promise<{ violations: { id: string; nodes: { target: string[]; failureSummary: string }[] }[] }> } }; // prettier-ignore
        const { violations } = await run.run();
        const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
        return [
          ...violations.map(({ id, nodes }) => `${id}: ${nodes.length} times, such as ${nodes[0].target.join(" ")}: ${nodes[0].failureSummary.replaceAll(/\s+/g, " ").slice(0, 200)}`),
          ...(wide > 0 ? [`the page is ${wide} px wider than the screen`] : []),
        ]; // prettier-ignore
      });
      for (const finding of found)
        console.log(`${name} at ${width} px, ${colorScheme}: ${finding}`);
      findings += found.length;
    }
    await page.close();
  }
const phone = await browser.newPage({ viewport: { width: 375, height: 900 } });
const all = readdirSync(site, { recursive: true, encoding: "utf8" });
for (const file of all.filter((name) => name.endsWith(".html"))) {
  await phone.goto(`http://127.0.0.1:${port}/${file.replaceAll("\\", "/")}`, { waitUntil: "load" });
  const wide = await phone.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  if (wide > 0) console.log(`${file} at 375 px: the page is ${wide} px wider than the screen`);
  if (wide > 0) findings++;
}
await browser.close();
server.close();
console.log(`${findings} findings; pictures in ${values.out}`);
process.exitCode = findings > 0 ? 1 : 0;
