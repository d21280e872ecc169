// Every command of the repository starts here, so that each works in a fresh clone with Node and
// npm alone: sets up what is missing (packages, build), then does its job.
//   node scripts/run.mjs <command> [arguments]
import { createHash } from "node:crypto";
import { once } from "node:events";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { constants } from "node:os";
import { delimiter, join } from "node:path";
import { spawn, spawnSync } from "node:child_process";
import { npm } from "./npm.mjs";

const root = join(import.meta.dirname, "..");
const [command, ...args] = process.argv.slice(2);
const flawlens = ["packages/cli/bin/flawlens.js"];

const COMMANDS = {
  quickstart: () => run(...flawlens, "quickstart", ...args),
  flawlens: () => run(...flawlens, ...args),
  bench: () => run("--import", "tsx", "bench/main.ts", ...args),
  docs: () => run("--import", "tsx", "scripts/site/build.ts", ...args),
  figures: () => run("--import", "tsx", "scripts/site/figures.ts", ...args),
  snippets: () => run("--import", "tsx", "scripts/snippets/main.ts", ...args),
  fuzz: () => run("--import", "tsx", "scripts/fuzz/main.ts", ...args),
  test,
};

if (!Object.hasOwn(COMMANDS, command)) {
  console.error(`expected one of ${Object.keys(COMMANDS).join(", ")}, got ${command ?? "nothing"}`);
  process.exit(2);
}
setUp();
process.exit(await COMMANDS[command]());

/** Installs and builds where that is not done yet. */
function setUp() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major < 20 || (major === 20 && minor < 19))
    fail(`expected Node 20.19 or newer, got ${process.versions.node}; install it from nodejs.org`);
  const { packageManager } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const stamp = join(root, "node_modules/.cache/flawlens/installed");
  const lock = createHash("sha256")
    .update(readFileSync(join(root, "pnpm-lock.yaml")))
    .update(process.version)
    .digest("hex");
  if (!existsSync(stamp) || readFileSync(stamp, "utf8") !== lock) {
    console.error("Installing packages (once; a minute or two) ...");
    if (install(packageManager) !== 0)
      fail("the packages could not be installed: see above; is the npm registry reachable?");
    mkdirSync(join(stamp, ".."), { recursive: true });
    writeFileSync(stamp, lock);
  }
  // Quick where nothing changed: turbo keeps what it built.
  const build = [...bin("turbo"), "run", "build", "--output-logs=errors-only"];
  const { status, stdout, stderr } = spawnSync(process.execPath, build, options("pipe"));
  if (status !== 0) {
    process.stderr.write(`${stdout ?? ""}${stderr ?? ""}`);
    fail("the build failed: see above");
  }
}

/** Installs with pnpm, by the npm that runs this script; what it says goes to standard error. */
function install(packageManager) {
  const pnpm = [packageManager, "install", "--frozen-lockfile", "--reporter=append-only"];
  return spawnSync(...npm("exec", "--yes", "--", ...pnpm), options(["inherit", 2, 2])).status;
}

/** Everything that must hold: the checks, two at a time, then the tests, which a failed check does not hide. */
async function test() {
  const report = join(root, "node_modules/.cache/flawlens/vitest.json");
  const checks = [
    ["types", [...bin("typescript", "tsc"), "--noEmit"]],
    ["snippets", ["--import", "tsx", "scripts/snippets/main.ts", "--only", "types"]],
    ["docs", ["--import", "tsx", "scripts/site/build.ts", "--check"]],
    ["conformance", ["packages/tfjs-backend-ort/conformance/run.mjs", "ort"]],
    ["packages", ["scripts/packages.mjs"]],
    ["unused", bin("knip")],
    ["lint", [...bin("oxlint"), "--deny-warnings"]],
    ["format", [...bin("oxfmt"), "--check"]],
  ];
  const failed = [];
  const checkNext = async () => {
    for (let next = checks.shift(); next; next = checks.shift())
      if ((await check(...next)) !== 0) failed.push(next[0]);
  };
  await Promise.all([checkNext(), checkNext()]);
  const start = performance.now();
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile=${report}`];
  rmSync(report, { force: true }); // an earlier run's
  const status = run(...bin("vitest"), "run", ...reporters, ...args);
  console.log(`── tests: ${secondsSince(start)} s`);
  const { numPassedTests, numFailedTests, numPendingTests } = existsSync(report)
    ? JSON.parse(readFileSync(report, "utf8"))
    : { numPassedTests: 0, numFailedTests: 0, numPendingTests: 0 };
  if (status !== 0 || !(numPassedTests > 0)) failed.push("tests");
  console.log(`\n${numPassedTests} passed, ${numFailedTests} failed, ${numPendingTests} skipped`);
  if (failed.length === 0) return 0;
  console.error(`failed: ${failed.join(", ")}; see above`);
  return 1;
}

/** Runs one check beside others, and shows what it said when it has ended. */
async function check(name, step) {
  const start = performance.now();
  const child = spawn(process.execPath, step, options(["ignore", "pipe", "pipe"]));
  const said = [];
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (part) => said.push(part));
  const [code, signal] = await once(child, "close");
  console.log(`\n── ${name}: ${secondsSince(start)} s`);
  process.stdout.write(Buffer.concat(said));
  if (code === 0) return 0;
  console.error(`\n${name} failed (${signal ?? code}): ${step.join(" ")}`);
  return code ?? 1;
}

function secondsSince(start) {
  return ((performance.now() - start) / 1000).toFixed(1);
}

/** Runs Node with these arguments and leaves signals (Ctrl-C) to it; one ended by a signal has 128 and its number. */
function run(...nodeArgs) {
  const ignore = () => {};
  process.on("SIGINT", ignore);
  const { status, signal, error } = spawnSync(process.execPath, nodeArgs, options("inherit"));
  process.off("SIGINT", ignore);
  if (error) console.error(error.message);
  return status ?? (signal ? 128 + constants.signals[signal] : 1);
}

/** The script of a package's program: Node runs it on every system, where a name would need a shell on Windows. */
function bin(name, program = name) {
  const folder = join(root, "node_modules", name);
  const { bin } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  return [join(folder, typeof bin === "string" ? bin : bin[program])];
}

function options(stdio) {
  const name = Object.keys(process.env).find((key) => key.toUpperCase() === "PATH") ?? "PATH";
  const path = [join(root, "node_modules", ".bin"), process.env[name]].join(delimiter); // of turbo's pnpm
  const env = { ...process.env, [name]: path, TURBO_TELEMETRY_DISABLED: "1", DO_NOT_TRACK: "1" };
  return { cwd: root, env, stdio, encoding: "utf8" };
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
