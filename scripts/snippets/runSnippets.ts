import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { fileName, pageFolder } from "./checkTypes.ts";
import { makeFixture } from "./fixtures.ts";
import { programOf } from "./readSnippets.ts";
import type { Page, Snippet } from "./readSnippets.ts";

export interface RunOptions {
  /** The folder of the project; each page gets a folder below it. */
  folder: string;
  /** A folder of commands that come before all others, such as `flawlens` itself. */
  commands: string;
  /** Arguments of Node with which a file of TypeScript runs. */
  typescript: string[];
  log: (line: string) => void;
}

/** Runs the blocks of a page in order, in one folder with the page's fixtures, and returns what failed, as lines. */
export async function runSnippets(page: Page, options: RunOptions): Promise<string[]> {
  const { folder, log } = options;
  const place = join(folder, pageFolder(page.file));
  rmSync(place, { recursive: true, force: true });
  mkdirSync(place, { recursive: true });
  for (const fixture of page.fixtures) await makeFixture(fixture, place, options);
  const failed: string[] = [];
  for (const snippet of page.snippets) {
    if (snippet.saveAs) {
      const file = join(folder, fileName(snippet));
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, programOf(page, snippet));
      continue;
    }
    if (snippet.use !== "run") continue;
    const where = `${snippet.file}:${snippet.line}`;
    const start = performance.now();
    const { code, output } = await runBlock(page, snippet, place, options);
    const seconds = ((performance.now() - start) / 1000).toFixed(1);
    log(`${code === 0 ? "ok    " : "FAILED"} ${where} (${snippet.language}, ${seconds} s)`);
    if (code !== 0) failed.push(`${where}: ended with ${code}:\n${output.slice(-4000)}`);
  }
  return failed;
}

async function runBlock(
  page: Page,
  snippet: Snippet,
  place: string,
  { folder, commands, typescript }: RunOptions,
): Promise<{ code: number | null; output: string }> {
  let command = [process.execPath, ...typescript, join(folder, fileName(snippet))];
  if (snippet.language === "sh") command = ["bash", "-e", "-c", shell(snippet)];
  else writeFileSync(join(folder, fileName(snippet)), `${programOf(page, snippet)}export {};\n`);
  const env = {
    ...process.env,
    PATH: [commands, process.env.PATH].join(delimiter),
    HF_HUB_OFFLINE: "1",
  };
  const [file, ...args] = command;
  const stdio: ["ignore", "pipe", "pipe"] = ["ignore", "pipe", "pipe"];
  const child = spawn(file, args, { cwd: place, env, stdio, timeout: 1_800_000 });
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (part: Buffer) => (output += part.toString()));
  const [code] = await once(child, "close");
  return { code, output };
}

/** A block's commands; where the first goes on beside the others, until it has told its address, and to their end. */
function shell({ code, background }: Snippet): string {
  if (!background) return code;
  const [first, ...others] = code.split("\n");
  return [
    `${first.replace(/\s+#.*$/, "")} > background.log 2>&1 &`,
    "trap 'kill $!' EXIT",
    "for i in $(seq 600); do grep -q http:// background.log && break; sleep 0.1; done",
    "cat background.log",
    ...others,
  ].join("\n");
}
