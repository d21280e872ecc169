// Builds the site: the reference from doc comments, then every page; with --check its links are followed too.
//   node --import tsx scripts/site/build.ts [--check]
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { build } from "vitepress";
import { brokenLinks, brokenPageLinks } from "./links.ts";
import { root } from "./packages.ts";
import { writeReference } from "./reference.ts";

const site = join(root, "node_modules/.cache/flawlens/site");

await writeReference();
await build(join(root, "docs")); // throws where a page links to no page
console.log(`built ${site}`);
if (process.argv.includes("--check")) {
  const base = process.env.DOCS_BASE ?? "/";
  const broken = [...brokenLinks(root, readFiles()), ...brokenPageLinks(site, base)];
  for (const line of broken) console.error(line);
  if (broken.length > 0) {
    console.error(`expected no broken links, got ${broken.length}`);
    process.exitCode = 1;
  } else console.log("no broken links");
}

/** Every Markdown file that people read on the code host. */
function readFiles(): string[] {
  const listed = execFileSync("git", ["ls-files", "-co", "--exclude-standard", "*.md"], {
    cwd: root,
    encoding: "utf8",
  });
  return listed.split("\n").filter((file) => file !== "" && !file.startsWith(".changeset/"));
}
