import { readdirSync } from "node:fs";
import { join, posix } from "node:path";
import { defineConfig } from "vitepress";
import type { DefaultTheme } from "vitepress";
import { repository } from "../../scripts/site/packages.ts";
import { githubSlug } from "../../scripts/markdown/githubSlug.ts";

const home = repository();
const docs = join(import.meta.dirname, "..");

const guide: DefaultTheme.SidebarItem[] = [
  {
    text: "First steps",
    items: [
      { text: "Start", link: "/start" },
      { text: "Choose a method", link: "/choose-a-method" },
      { text: "Prepare your data", link: "/prepare-your-data" },
      { text: "Read the report", link: "/read-the-report" },
      { text: "Set the threshold", link: "/set-the-threshold" },
    ],
  },
  {
    text: "In production",
    items: [
      { text: "Deploy", link: "/deploy" },
      { text: "Many machines", link: "/many-machines" },
      { text: "Limits", link: "/limits" },
      { text: "Stability", link: "/stability" },
      { text: "Dependencies", link: "/dependencies" },
    ],
  },
  {
    text: "Build your own",
    items: [
      { text: "Bring your own method", link: "/bring-your-own-method" },
      { text: "Write a loss", link: "/write-a-loss" },
      { text: "TensorFlow.js on ONNX Runtime", link: "/tensorflowjs-on-onnx-runtime" },
    ],
  },
  {
    text: "Where you come from",
    items: [
      { text: "Coming from anomalib", link: "/coming-from-anomalib" },
      { text: "Coming from PyTorch", link: "/coming-from-pytorch" },
      { text: "Reproduce the papers", link: "/reproduce-the-papers" },
    ],
  },
];

export default defineConfig({
  title: "FlawLens",
  description: "Visual anomaly detection in TypeScript: train, score, explain, evaluate and deploy",
  lang: "en",
  base: process.env.DOCS_BASE ?? "/",
  outDir: join(docs, "../node_modules/.cache/flawlens/site"),
  cacheDir: join(docs, "../node_modules/.cache/flawlens/vitepress"),
  themeConfig: {
    search: { provider: "local" }, // an index that is part of the site: no network
    nav: [
      { text: "Guide", link: "/start" },
      { text: "Reference", link: "/reference/" },
    ],
    sidebar: { "/": guide, "/reference/": reference() },
    outline: [2, 3],
    socialLinks: [{ icon: "github", link: home }],
    editLink: { pattern: `${home}/edit/main/docs/:path` },
  },
  markdown: {
    theme: { light: "github-light-high-contrast", dark: "github-dark-high-contrast" },
    anchor: { slugify: githubSlug }, // anchors are the same here and on the code host
    config: (md) => {
      md.core.ruler.push("repository_links", ({ tokens, env }) => {
        for (const { children } of tokens)
          for (const token of children ?? []) {
            const href = token.type === "link_open" ? token.attrGet("href") : null;
            if (href) token.attrSet("href", onTheWeb(href, env.relativePath));
          }
      });
    },
  },
});

/** A link out of this folder leads to the file on the code host; others stay as they are. */
function onTheWeb(href: string, page: string): string {
  if (/^([a-z]+:|#|\/)/.test(href)) return href;
  const path = posix.join("docs", posix.dirname(page), href);
  return path.startsWith("docs/") ? href : `${home}/blob/main/${path}`;
}

/** The pages of the reference as they were written. */
function reference(): DefaultTheme.SidebarItem[] {
  const folder = join(docs, "reference");
  const pages = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".md") && file !== "index.md")
    .map((file) => file.replaceAll("\\", "/").slice(0, -".md".length))
    .toSorted();
  const items = pages.map((page) => ({
    text: page.slice("@flawlens/".length),
    link: `/reference/${page}`,
  }));
  return [{ text: "Reference", link: "/reference/", items }];
}
