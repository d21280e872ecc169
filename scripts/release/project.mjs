// An empty project that installs packages as a user does, and what is tried in it.
import { execFile } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { npm } from "../npm.mjs";

const exec = promisify(execFile);

/** How each manager installs packages, as arguments of `execFile`. `tools` is a folder with pnpm, bun and yarn in it. */
const managers = {
  npm: (packages) => npm("install", "--no-audit", "--no-fund", "--loglevel=error", ...packages),
  pnpm: (packages, tools) => [process.execPath, [join(tools, "pnpm/bin/pnpm.cjs"), "add", "--reporter=append-only", ...packages]], // prettier-ignore
  bun: (packages, tools) => [join(tools, "bun/bin/bun.exe"), ["add", "--silent", ...packages]],
  yarn: (packages, tools) => [process.execPath, [join(tools, "@yarnpkg/cli-dist/bin/yarn.js"), "add", ...packages]], // prettier-ignore
};

/** Makes an empty project and installs packages in it from a registry. */
export async function emptyProject(folder, manager, packages, { url, tools }) {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "user", private: true, type: "module" })); // prettier-ignore
  writeFileSync(join(folder, ".npmrc"), `registry=${url}\n`);
  if (manager === "yarn") {
    const settings = { npmRegistryServer: url, unsafeHttpWhitelist: ["127.0.0.1"], nodeLinker: "node-modules", npmMinimalAgeGate: 0, enableTelemetry: false, enableGlobalCache: false, globalFolder: join(tools, "yarn") }; // prettier-ignore
    // YAML holds JSON. No age, and no metadata of earlier runs: what was published a minute ago is to be installed.
    writeFileSync(join(folder, ".yarnrc.yml"), JSON.stringify(settings));
    writeFileSync(join(folder, "yarn.lock"), ""); // a project of its own, whatever lies above it
  }
  await addPackages(folder, manager, packages, { tools });
}

/** Installs more packages in a project. */
export async function addPackages(folder, manager, packages, { tools }) {
  await run(folder, ...managers[manager](packages, tools));
}

/** Runs a program in a project; an error has what it said. */
export async function run(folder, file, args, { env = {} } = {}) {
  // Nothing but the environment variable of the install sections decides what onnxruntime-node downloads.
  const all = { ...process.env, ONNXRUNTIME_NODE_INSTALL: "skip", NO_COLOR: "1", ...env };
  for (const key of Object.keys(all)) if (/^npm_config_(registry|\/\/)/i.test(key)) delete all[key];
  delete all.NODE_OPTIONS;
  try {
    return await exec(file, args, { cwd: folder, env: all, maxBuffer: 1 << 28 });
  } catch (error) {
    const said = `${error.stdout ?? ""}${error.stderr ?? ""}`.trim().split("\n").slice(-40);
    throw new Error([`${file} ${args.join(" ")}`.slice(0, 300), ...said].join("\n    "), { cause: error }); // prettier-ignore
  }
}

/** Imports and requires entries with a given Node, each in a process of its own. */
export async function load(folder, entries, node) {
  writeFileSync(join(folder, "load.mjs"), "await import(process.argv[2]);\n");
  writeFileSync(join(folder, "load.cjs"), "require(process.argv[2]);\n");
  for (const entry of entries) {
    await run(folder, node, ["load.mjs", entry]);
    await run(folder, node, ["load.cjs", entry]);
  }
}

/** Checks the types of entries, strictly, as Node and as a bundler resolve them. */
export async function checkTypes(folder, entries, typescript) {
  const lines = entries.map(
    (entry, i) => `import * as entry${i} from "${entry}";\nvoid entry${i};`,
  );
  writeFileSync(join(folder, "types.ts"), `${lines.join("\n")}\n`);
  for (const [module, moduleResolution] of [
    ["nodenext", "nodenext"],
    ["esnext", "bundler"],
  ]) {
    // prettier-ignore
    const options = { module, moduleResolution, target: "es2022", strict: true, noEmit: true, skipLibCheck: true, types: [] }; // prettier-ignore
    const file = `tsconfig.${moduleResolution}.json`;
    writeFileSync(join(folder, file), JSON.stringify({ compilerOptions: options, files: ["types.ts"] })); // prettier-ignore
    await run(folder, process.execPath, [typescript, "-p", file]);
  }
}
