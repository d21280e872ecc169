// Trains as an installed package, in the ways that programs are bundled and loaded: packs this package and those it
// needs, installs them in an empty folder, and runs test/trainingProgram.ts there, in the main thread and in a worker
// of the same file. Needs built packages and the npm registry.
//   npx turbo run build --filter=@flawlens/tfjs-backend-ort
//   node --import tsx packages/tfjs-backend-ort/conformance/bundles.mjs [part of a way's name]
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build as esbuild, transform } from "esbuild";
import { build as vite } from "vite";
import webpack from "webpack";
import { packOurs } from "../../../scripts/packOurs.ts";

const here = import.meta.dirname;
const folder = mkdtempSync(join(tmpdir(), "flawlens-bundles-"));
const entry = join(folder, "main.mjs");
const banner =
  'import { createRequire as requireFrom } from "node:module"; const require = requireFrom(import.meta.url);';

/** Each way: makes a file, and says what runs it. */
const ways = {
  "Node, not bundled": () => ["node", entry],
  "esbuild, ES module": async () => {
    const outfile = join(folder, "esbuild.mjs");
    await esbuild({ entryPoints: [entry], bundle: true, platform: "node", format: "esm", outfile, banner: { js: banner }, logLevel: "warning" }); // prettier-ignore
    return ["node", outfile];
  },
  "esbuild, CommonJS": async () => {
    const outfile = join(folder, "esbuild.cjs");
    await esbuild({ entryPoints: [entry], bundle: true, platform: "node", format: "cjs", outfile, logLevel: "warning" }); // prettier-ignore
    return ["node", outfile];
  },
  "webpack, CommonJS": () => webpacked({ filename: "webpack.cjs" }),
  "webpack, ES module": () =>
    webpacked({ filename: "webpack.mjs", module: true, chunkFormat: "module" }),
  "vite, for servers": async () => {
    await vite({ root: folder, logLevel: "warn", ssr: { noExternal: true, target: "node" }, build: { ssr: entry, outDir: join(folder, "vite"), rollupOptions: { output: { entryFileNames: "vite.mjs" } } } }); // prettier-ignore
    return ["node", join(folder, "vite/vite.mjs")];
  },
  Bun: () => [join(folder, "node_modules/.bin/bun"), entry],
  Deno: () => [join(folder, "node_modules/.bin/deno"), "run", "--allow-all", entry],
};

const rows = {};
try {
  await install();
  const program = readFileSync(join(here, "../test/trainingProgram.ts"), "utf8");
  writeFileSync(entry, (await transform(program, { loader: "ts", format: "esm" })).code);
  for (const binding of ["private", "web"])
    for (const [name, make] of Object.entries(ways).filter(([name]) => name.includes(process.argv[2] ?? ""))) rows[`${name}, ${binding}`] = await tried(make, binding); // prettier-ignore
} finally {
  rmSync(folder, { recursive: true, force: true });
}
console.table(rows);
process.exit(Object.values(rows).some(({ runs }) => runs !== "yes") ? 1 : 0);

async function install() {
  const manifest = { private: true, ...(await packOurs(["tfjs-backend-ort"], folder)) };
  writeFileSync(join(folder, "package.json"), JSON.stringify(manifest));
  const peers = ["@tensorflow/tfjs-core@^4.22.0", "onnxruntime-node@1.30.0", "onnxruntime-web@1.30.0", "bun", "deno"]; // prettier-ignore
  execFileSync("npm", ["install", "--no-audit", "--no-fund", ...peers], {
    cwd: folder,
    stdio: "inherit",
    env: { ...process.env, ONNXRUNTIME_NODE_INSTALL: "skip" },
  });
}

async function webpacked(output) {
  const config = {
    mode: "production",
    target: "node",
    entry,
    context: folder,
    output: { path: folder, ...output },
    experiments: { outputModule: output.module === true },
    optimization: { minimize: false },
  };
  const stats = await new Promise((resolve, reject) =>
    webpack(config, (error, stats) => (error ? reject(error) : resolve(stats))),
  );
  if (stats.hasErrors()) throw new Error(stats.toString("errors-only"));
  return ["node", join(folder, output.filename)];
}

/** Runs one way, and says what came of it. */
async function tried(make, binding) {
  try {
    const [command, ...args] = await make();
    const { status, signal, stdout, stderr } = spawnSync(command, args, {
      encoding: "utf8",
      timeout: 120_000,
      cwd: tmpdir(), // what is loaded at run time is found from the file, not from where one stands
      env: { ...process.env, FLAWLENS_BINDING: binding },
    });
    if (status !== 0) throw new Error(`ends with ${signal ?? status}: ${stderr.trim()}`);
    const { found, inWorker } = JSON.parse(stdout);
    const same = JSON.stringify(found) === JSON.stringify(inWorker);
    const kilobytes = Math.round(statSync(args.at(-1)).size / 1000);
    return { runs: same ? "yes" : "differs in a worker", losses: found.losses.map((loss) => loss.toFixed(4)).join(" "), kilobytes, stderr: stderr.trim().slice(0, 60) }; // prettier-ignore
  } catch (error) {
    console.error(error);
    return { runs: `no: ${error.message.split("\n")[0].slice(0, 80)}` };
  }
}
