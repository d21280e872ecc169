import { existsSync, readFileSync, readdirSync, statSync } from "node:fs";
import { dirname, join, posix, relative } from "node:path";
import { outlineOf } from "../markdown/outlineOf.ts";
import type { Outline } from "../markdown/outlineOf.ts";

/** Links of Markdown files of the repository that lead to no file, or to no heading of it, as lines to print. */
export function brokenLinks(root: string, files: readonly string[]): string[] {
  const outlines = new Map<string, Outline>();
  const outline = (file: string) => {
    const known = outlines.get(file) ?? outlineOf(readFileSync(file, "utf8"));
    outlines.set(file, known);
    return known;
  };
  return files.flatMap((file) =>
    outline(join(root, file)).links.flatMap(({ href, line }) => {
      if (/^([a-z]+:|\/)/.test(href)) return [];
      const [path, anchor] = href.split("#");
      const target = path === "" ? join(root, file) : join(root, dirname(file), decodeURI(path));
      const says = `${file}:${line}: ${href}`;
      if (!existsSync(target)) return [`${says} leads to no file`];
      if (anchor === undefined) return [];
      const text = statSync(target).isDirectory() ? join(target, "README.md") : target;
      if (!text.endsWith(".md")) return [];
      return outline(text).anchors.has(anchor) ? [] : [`${says} leads to no heading`];
    }),
  );
}

/** Links of a built site that lead to no page, file or element of it, as lines to print. */
export function brokenPageLinks(site: string, base: string): string[] {
  const files = readdirSync(site, { recursive: true, encoding: "utf8" });
  const pages = new Map(
    files
      .map((file) => file.replaceAll("\\", "/"))
      .filter((file) => file.endsWith(".html"))
      .map((file) => [file, readFileSync(join(site, file), "utf8")]),
  );
  const ids = new Map([...pages].map(([file, html]) => [file, idsOf(html)]));
  return [...pages].flatMap(([page, html]) =>
    linksOf(html).flatMap((href) => {
      const [path, anchor] = href.split("#");
      const target = path === "" ? page : fileOf(path, page, base);
      if (!ids.has(target) && !existsSync(join(site, target)))
        return [`${page}: ${href} leads to no page`];
      if (!anchor || !ids.has(target) || ids.get(target)?.has(decodeURIComponent(anchor)))
        return [];
      return [`${page}: ${href} leads to no element`];
    }),
  );
}

function idsOf(html: string): Set<string> {
  return new Set([...html.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => unescape(id)));
}

/** What a page links to within the site: links and pictures, without those to other sites. */
function linksOf(html: string): string[] {
  const all = [...html.matchAll(/<(?:a|img)\s[^>]*?(?:href|src)="([^"]*)"/g)];
  return [...new Set(all.map(([, href]) => unescape(href)))].filter(
    (href) => href !== "" && !/^([a-z]+:|\/\/)/i.test(href),
  );
}

function fileOf(path: string, page: string, base: string): string {
  const full = path.startsWith("/")
    ? relative(base, path).replaceAll("\\", "/")
    : posix.join(posix.dirname(page), path);
  return path.endsWith("/") ? posix.join(full, "index.html") : full;
}

function unescape(text: string): string {
  return text
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&#39;", "'")
    .replaceAll("&amp;", "&");
}
