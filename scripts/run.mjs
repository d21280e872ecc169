// Every command of the repository starts here, so that each works in a fresh clone with Node and
// npm alone: sets up what is missing (packages, build), then does its job.
//   node scripts/run.mjs <command> [arguments]
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { constants } from "node:os";
import { join } from "node:path";
import { spawnSync } from "node:child_process";

const root = join(import.meta.dirname, "..");
const [command, ...args] = process.argv.slice(2);
const example = (file, ...args) => [
  "node",
  "--import",
  "tsx",
  `examples/multitype-fcdd/${file}`,
  ...args,
];

const COMMANDS = {
  quickstart: () => run(...example("quickstart.ts", ...args)),
  flawlens: () => run("node", "packages/cli/dist/main.js", ...args),
  fcdd: () => run(...example("main.ts", ...args)),
  adl: () => run("node", "--import", "tsx", "examples/multi-cue-adl/main.ts", ...args),
  alphaclip: () => run("node", "--import", "tsx", "examples/alphaclip-iad/main.ts", ...args),
  bench: () => run("node", "--import", "tsx", "bench/main.ts", ...args),
  test,
};

if (!Object.hasOwn(COMMANDS, command)) {
  console.error(`expected one of ${Object.keys(COMMANDS).join(", ")}, got ${command ?? "nothing"}`);
  process.exit(2);
}
setUp();
process.exit(COMMANDS[command]());

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
    console.log("Installing packages (once; a minute or two) ...");
    const pnpm = [
      "npx",
      "--yes",
      packageManager,
      "install",
      "--frozen-lockfile",
      "--reporter=append-only",
    ];
    if (run(...pnpm) !== 0)
      fail("the packages could not be installed: see above; is the npm registry reachable?");
    mkdirSync(join(stamp, ".."), { recursive: true });
    writeFileSync(stamp, lock);
  }
  // Quick where nothing changed: turbo keeps what it built.
  const build = spawnSync("turbo", ["run", "build", "--output-logs=errors-only"], options("pipe"));
  if (build.status !== 0) {
    process.stderr.write(`${build.stdout ?? ""}${build.stderr ?? ""}`);
    fail("the build failed: see above");
  }
}

/** Everything that must hold, each step with its time; the first that fails ends it. */
function test() {
  const report = join(root, "node_modules/.cache/flawlens/vitest.json");
  const steps = {
    lint: ["oxlint", "--deny-warnings"],
    format: ["oxfmt", "--check"],
    types: ["tsc", "--noEmit"],
    unused: ["knip"],
    conformance: ["node", "packages/tfjs-backend-ort/conformance/run.mjs", "ort"],
    packages: ["turbo", "run", "publint", "attw", "--output-logs=errors-only"],
    tests: [
      "vitest",
      "run",
      "--reporter=default",
      "--reporter=json",
      `--outputFile=${report}`,
      ...args,
    ],
  };
  for (const [name, step] of Object.entries(steps)) {
    const start = performance.now();
    console.log(`\n── ${name}`);
    if (run(...step) !== 0) {
      console.error(`\n${name} failed: ${step.join(" ")}`);
      return 1;
    }
    console.log(`── ${name}: ${((performance.now() - start) / 1000).toFixed(1)} s`);
  }
  const { numPassedTests, numFailedTests, numPendingTests } = JSON.parse(
    readFileSync(report, "utf8"),
  );
  console.log(`\n${numPassedTests} passed, ${numFailedTests} failed, ${numPendingTests} skipped`);
  return numPassedTests > 0 ? 0 : 1;
}

/** Runs a program to its end and leaves signals (Ctrl-C) to it; one ended by a signal has 128 and its number. */
function run(program, ...args) {
  const ignore = () => {};
  process.on("SIGINT", ignore);
  const { status, signal, error } = spawnSync(program, args, options("inherit"));
  process.off("SIGINT", ignore);
  if (error) console.error(error.message);
  return status ?? (signal ? 128 + constants.signals[signal] : 1);
}

function options(stdio) {
  const path = `${join(root, "node_modules/.bin")}:${process.env.PATH}`;
  const env = { ...process.env, PATH: path, TURBO_TELEMETRY_DISABLED: "1", DO_NOT_TRACK: "1" };
  return { cwd: root, env, stdio, encoding: "utf8", shell: process.platform === "win32" };
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
