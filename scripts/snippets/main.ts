// Checks the types of the blocks of code in documents, and runs them.
//   node --import tsx scripts/snippets/main.ts [--types] [--at FOLDER] [FILE.md ...]
//
// --types       checks types alone, against the sources
// --at FOLDER   a project in which packages are installed, in place of those of this repository
// FILE.md       default: every page of docs, and with --types every README too: not all of their blocks run yet
import { chmodSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { root } from "../site/packages.ts";
import { checkTypes } from "./checkTypes.ts";
import { offlineHub } from "./fixtures.ts";
import { readSnippets } from "./readSnippets.ts";
import { runSnippets } from "./runSnippets.ts";
import { linkPackages } from "./workspace.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { types: { type: "boolean", default: false }, at: { type: "string" } },
});
const files = positionals.length > 0 ? positionals : documents();
const pages = files.map((file) => readSnippets(file, readFileSync(join(root, file), "utf8")));
const folder = values.at ? resolve(values.at) : join(root, "node_modules/.cache/flawlens/snippets");
if (!values.at) linkPackages(root, folder);

const conditions = values.at ? [] : ["@flawlens/source"];
const failed = checkTypes(pages, { folder, conditions });
if (!values.types) {
  Object.assign(process.env, offlineHub());
  const tsx = import.meta.resolve("tsx");
  const options = { folder, commands: commands(), typescript: ["--import", tsx], log: console.log };
  for (const page of pages) failed.push(...(await runSnippets(page, options)));
}
for (const line of failed) console.error(line);
const skipped = pages.flatMap(({ snippets }) => snippets.filter(({ reason }) => reason !== null));
for (const { file, line, reason } of skipped)
  if (!values.types) console.log(`not run: ${file}:${line}: ${reason}`);
console.log(`${pages.length} documents, ${failed.length} of their blocks with a problem`);
process.exitCode = failed.length > 0 ? 1 : 0;

function documents(): string[] {
  const pages = readdirSync(join(root, "docs")).filter((name) => name.endsWith(".md"));
  const found = pages.map((name) => `docs/${name}`);
  if (!values.types) return found.toSorted();
  const folders = ["packages", "examples"].flatMap((kind) =>
    readdirSync(join(root, kind)).map((name) => `${kind}/${name}/`),
  );
  return [...found, ...["", ...folders].map((folder) => `${folder}README.md`)].toSorted();
}

/** Commands as documents write them: `flawlens` and `npx flawlens` are this repository's, and nothing is installed. */
function commands(): string {
  const place = join(folder, "commands");
  mkdirSync(place, { recursive: true });
  const command = values.at
    ? join(folder, "node_modules/.bin/flawlens")
    : `${process.execPath} ${join(root, "packages/cli/bin/flawlens.js")}`;
  const write = (name: string, ...lines: string[]) => {
    writeFileSync(join(place, name), ["#!/bin/sh", ...lines, ""].join("\n"));
    chmodSync(join(place, name), 0o755);
  };
  write("flawlens", `exec ${command} "$@"`);
  write("npx", 'case $1 in flawlens|@flawlens/cli) shift; exec flawlens "$@";; esac', "exit 127");
  write("npm", "case $1 in install) exit 0;; esac", "exit 127");
  return place;
}
