import { spawn } from "node:child_process";
import type { ChildProcess, SpawnOptions } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { delimiter, dirname, join } from "node:path";
import ts from "typescript";
import { packagesOf } from "../markdown/importsOf.ts";
import { fileName, pageFolder } from "./checkTypes.ts";
import type { Fixtures } from "./fixtures.ts";
import { chainOf, programOf } from "./readSnippets.ts";
import type { Fixture, Page, Snippet } from "./readSnippets.ts";

export interface RunOptions {
  /** The folder of the project; each page gets a folder below it. */
  folder: string;
  /** A folder of commands that come before all others, such as `flawlens` itself. */
  commands: string;
  fixtures: Fixtures;
}

/** Milliseconds after which a block has failed. */
const most = 300_000;

/** Runs the blocks of a page in order, in one folder with the page's fixtures, and returns what failed, as lines. */
export async function runSnippets(page: Page, options: RunOptions): Promise<string[]> {
  const { folder, fixtures } = options;
  const place = join(folder, pageFolder(page.file));
  rmSync(place, { recursive: true, force: true });
  mkdirSync(place, { recursive: true });
  const put = async ({ name, from }: Fixture) => {
    const made = await fixtures(from);
    rmSync(join(place, name), { recursive: true, force: true });
    cpSync(made, join(place, name), { recursive: true });
  };
  for (const fixture of page.fixtures) await put(fixture);
  const started = processes(page, place, options);
  const failed: string[] = [];
  try {
    for (const snippet of runnable(page)) {
      for (const fixture of snippet.fixtures) await put(fixture);
      const problem = await started.run(snippet);
      if (problem !== null) failed.push(`${snippet.file}:${snippet.line}: ${problem}`);
    }
  } finally {
    failed.push(...(await started.end()).map((problem) => `${page.file}: ${problem}`));
  }
  return failed;
}

/** The blocks of a page that are run or saved: of those that continue each other the last, which holds the others. */
export function runnable(page: Page): Snippet[] {
  const used = page.snippets.filter(({ use, saveAs }) => use === "run" || saveAs !== null);
  const held = new Set(used.flatMap((snippet) => chainOf(page, snippet).slice(0, -1)));
  return used.filter((snippet) => !held.has(snippet));
}

/** What runs blocks in a folder, and ends what still runs when the page is done. */
function processes(page: Page, place: string, { folder, commands }: RunOptions) {
  const background: { child: ChildProcess; what: string; said: () => string }[] = [];
  const named = page.snippets.map(({ code }) => /(?:--port |\bport: )(\d+)/.exec(code)?.[1]).find(Boolean); // prettier-ignore
  let port = named;
  const env = {
    ...process.env,
    PATH: [commands, process.env.PATH].join(delimiter),
    HF_HUB_CACHE: join(folder, "no-weights"),
    HF_HUB_OFFLINE: "1",
  };
  const start = (command: string[], more: SpawnOptions = {}) => {
    const [file, ...args] = command;
    const child = spawn(file, args, {
      cwd: place,
      env,
      stdio: ["ignore", "pipe", "pipe"],
      ...more,
    });
    let said = "";
    for (const stream of [child.stdout, child.stderr])
      stream?.on("data", (part: Buffer) => (said += part.toString()));
    return { child, said: () => said.slice(-4000) };
  };
  const untilEnd = async (command: string[], more: SpawnOptions) => {
    const { child, said } = start(command, { timeout: most, ...more });
    const [code, signal] = await once(child, "close");
    return code === 0 ? null : `ended with ${signal ?? code}:\n${said()}`;
  };
  /** Starts a program that stays, and waits for the address that it tells. */
  const untilAddress = async (command: string[], more: SpawnOptions) => {
    const { child, said } = start(command, more);
    for (let i = 0; i < 600 && child.exitCode === null; i++) {
      if (/https?:\/\//.test(said())) {
        background.push({ child, said, what: command.join(" ").slice(0, 80) });
        return null;
      }
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    child.kill();
    return `ended with ${child.exitCode} before it told an address:\n${said()}`;
  };
  return {
    async run(snippet: Snippet): Promise<string | null> {
      if (named !== undefined && snippet.background) port = await freePort();
      const program = programOf(page, snippet);
      const code = named === undefined ? program : program.replaceAll(named, port!);
      const file = join(folder, fileName(snippet));
      mkdirSync(dirname(file), { recursive: true });
      if (snippet.saveAs !== null) return (writeFileSync(file, code), null);
      const added = Object.entries(snippet.shorter).map(([word, args]) => [
        `SHORTER_${word}`,
        args,
      ]);
      const more = { env: { ...env, ...Object.fromEntries(added) } };
      if (snippet.language !== "sh") {
        const isTest = packagesOf(code).includes("vitest");
        const module = `${file}${isTest ? ".test" : ""}.mjs`;
        writeFileSync(module, toJavaScript(code));
        if (isTest) writeFileSync(join(place, "vitest.config.mjs"), "export default {};\n"); // not the repository's
        if (isTest) return untilEnd([process.execPath, vitest(), "run", "--root", place], more);
        return (snippet.background ? untilAddress : untilEnd)([process.execPath, module], more);
      }
      if (!snippet.background) return untilEnd(shell(code), more);
      const [first, ...others] = code.split("\n");
      const problem = await untilAddress(shell(`exec ${first}`), more);
      return problem ?? untilEnd(shell(others.join("\n")), more);
    },
    async end(): Promise<string[]> {
      const problems: string[] = [];
      for (const { child, said, what } of background) {
        child.kill("SIGTERM");
        const [code, signal] = child.exitCode === null ? await once(child, "close") : [child.exitCode, null]; // prettier-ignore
        if (code !== 0) problems.push(`${what} ended with ${signal ?? code}:\n${said()}`);
      }
      return problems;
    },
  };
}

/** The program of vitest. */
function vitest(): string {
  return join(createRequire(import.meta.url).resolve("vitest/package.json"), "../vitest.mjs");
}

function shell(code: string): string[] {
  return ["bash", "-e", "-c", code];
}

function toJavaScript(code: string): string {
  const compilerOptions = { target: ts.ScriptTarget.ES2023, module: ts.ModuleKind.ESNext };
  return ts.transpileModule(code, { compilerOptions }).outputText;
}

/** A port that is free, in place of the one that a page names, which another program may have. */
async function freePort(): Promise<string> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  return String(port);
}
