import { blocksOf } from "./blocksOf.ts";
import { githubSlug } from "./githubSlug.ts";

/** A Markdown file as what other files can link to, and what it links to itself. */
export interface Outline {
  /** Anchors of its headings, as GitHub makes them. */
  anchors: Set<string>;
  /** Targets of its links and pictures, as they are written, with their lines from 1. */
  links: { href: string; line: number }[];
}

/** Reads headings and links of Markdown. Blocks of code and code within a line hold neither. */
export function outlineOf(markdown: string): Outline {
  const anchors = new Set<string>();
  const seen = new Map<string, number>();
  const links: Outline["links"] = [];
  const lines = markdown.split("\n");
  for (const { line, end } of blocksOf(markdown)) lines.fill("", line - 1, end);
  for (const [i, line] of lines.entries()) {
    const heading = /^#{1,6}\s+(.*)$/.exec(line)?.[1];
    if (heading) {
      const slug = githubSlug(plain(heading));
      const times = seen.get(slug) ?? 0;
      seen.set(slug, times + 1);
      anchors.add(times === 0 ? slug : `${slug}-${times}`);
    }
    for (const [, href] of line
      .replaceAll(/`[^`]*`/g, "`")
      .matchAll(/\]\(\s*<?([^)\s>]+)>?[^)]*\)/g))
      links.push({ href, line: i + 1 });
  }
  return { anchors, links };
}

/** The text of a heading as it is read: without marks of code, emphasis and links. */
function plain(heading: string): string {
  return heading
    .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replaceAll(/[`*]/g, "")
    .replaceAll(/(^|\s)_|_(\s|$)/g, "$1$2");
}
