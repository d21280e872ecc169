// Checks the types of the blocks of code in documents, and runs them.
//   node --import tsx scripts/snippets/main.ts [--only types|run] [--at FOLDER] [--fixtures FOLDER] [FILE.md ...]
//
// --only        checks types alone, or runs alone
// --at FOLDER   a project in which packages are installed, in place of those of this repository
// --fixtures    a folder in which fixtures are kept for further calls; they are made anew otherwise
// FILE.md       default: every page of docs and every README
import { spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  writeFileSync,
} from "node:fs";
import { availableParallelism } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { root } from "../site/packages.ts";
import { checkTypes } from "./checkTypes.ts";
import { flawlensFile, makeFixtures } from "./fixtures.ts";
import { readSnippets } from "./readSnippets.ts";
import type { Page } from "./readSnippets.ts";
import { runSnippets, runnable } from "./runSnippets.ts";
import { linkPackages } from "./workspace.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { only: { type: "string" }, at: { type: "string" }, fixtures: { type: "string" } },
});
const files = positionals.length > 0 ? positionals : documents();
const pages = files.map((file) => readSnippets(file, readFileSync(join(root, file), "utf8")));
const folder = values.at ? resolve(values.at) : join(root, "node_modules/.cache/flawlens/snippets");
if (!values.at) linkPackages(root, folder);

const failed: string[] = [];
const resolutions = values.at ? (["nodenext", "bundler"] as const) : (["nodenext"] as const);
const conditions = values.at ? [] : ["@flawlens/source"];
if (values.only !== "run")
  for (const resolution of resolutions)
    failed.push(...checkTypes(pages, { folder, conditions, resolution }));
if (values.only !== "types") failed.push(...(await runAll()));
for (const line of failed) console.error(line);
if (values.only !== "types")
  for (const { file, line, reason } of pages.flatMap(({ snippets }) => snippets))
    if (reason !== null) console.log(`not run: ${file}:${line}: ${reason}`);
console.log(`${pages.length} documents, ${failed.length} of their blocks with a problem`);
process.exitCode = failed.length > 0 ? 1 : 0;

/** Runs the blocks of all pages, as many pages at once as there are cores, and returns what failed. */
async function runAll(): Promise<string[]> {
  const program = commands();
  const fixtures = makeFixtures({ folder: values.fixtures, work: folder });
  const missing = ["bash", "curl"].filter((name) => spawnSync(name, ["--version"]).error);
  if (missing.length > 0)
    console.log(`blocks of commands are not run without ${missing.join(", ")}`);
  const found: string[] = [];
  const waiting = pages.map((page) => (missing.length > 0 ? withoutCommands(page) : page));
  const next = async () => {
    for (let page = waiting.shift(); page; page = waiting.shift()) {
      const count = runnable(page).length;
      if (count === 0) continue;
      const start = performance.now();
      const options = { folder, commands: program, fixtures };
      const problems = await runSnippets(page, options).catch((error: Error) => [
        `${page.file}: ${error.message}`,
      ]);
      const seconds = ((performance.now() - start) / 1000).toFixed(1);
      console.log(`${problems.length > 0 ? "FAIL" : "ok  "} ${page.file}: ${count} blocks, ${seconds} s`); // prettier-ignore
      found.push(...problems);
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, next));
  return found;
}

function withoutCommands(page: Page): Page {
  return { ...page, snippets: page.snippets.filter(({ language }) => language !== "sh") };
}

function documents(): string[] {
  const pages = readdirSync(join(root, "docs")).filter((name) => name.endsWith(".md"));
  const readmes = ["packages", "examples"].flatMap((kind) =>
    readdirSync(join(root, kind)).map((name) => `${kind}/${name}/README.md`),
  );
  const all = ["README.md", ...pages.map((name) => `docs/${name}`), ...readmes];
  return all.filter((file) => existsSync(join(root, file))).toSorted();
}

/**
 * Commands as documents write them: `flawlens` and `npx flawlens` are this repository's where the project has none, and
 * nothing is installed.
 */
function commands(): string {
  const place = join(folder, "commands");
  mkdirSync(place, { recursive: true });
  const installed = join(folder, "node_modules/.bin/flawlens");
  const isInstalled = values.at !== undefined && existsSync(installed);
  const flawlens = isInstalled ? installed : `"${process.execPath}" "${flawlensFile}"`;
  const write = (name: string, ...lines: string[]) => {
    writeFileSync(join(place, name), ["#!/bin/sh", ...lines, ""].join("\n"));
    chmodSync(join(place, name), 0o755);
  };
  write(
    "flawlens",
    "set -f", // arguments may look like patterns of file names
    'case "$1 $2" in train*) more=$SHORTER_train;; "regions train") more=$SHORTER_regions;; esac',
    `exec ${flawlens} "$@" $more`,
  );
  const bin = join(root, "node_modules/.bin");
  write("npx", 'case $1 in flawlens|@flawlens/cli) shift; exec flawlens "$@";; esac', `name=$1; shift; exec "${bin}/$name" "$@"`); // prettier-ignore
  write("npm", 'case "$1 $2" in install*) exit 0;; "run flawlens") shift 3; exec flawlens "$@";; esac', "exit 127"); // prettier-ignore
  return place;
}
