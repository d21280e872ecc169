import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { configDefaults, defineConfig } from "vitest/config";
import { bundleGradients } from "./packages/ops/build.mjs";

const conditions = ["@flawlens/source", "node", "import", "default"];

// What the build of ops bundles, for tests that run its sources.
const gradients = `${import.meta.dirname}/node_modules/.cache/flawlens/gradients.mjs`;
await bundleGradients(gradients);

/**
 * Test files that share a process, and what it has imported, with others: those that neither replace modules nor
 * change the process, the engine's flags, its gradients (tfjs-layers) or its list of backends. Importing the same modules for every file took
 * longer than most tests.
 */
const changes =
  /vi\.(mock|doMock|stub|spyOn)|resetModules|process\.(argv =|chdir|emit|listenerCount)|(remove|register)Backend|env\(\)|delegate\(|tfjs-layers/;
const aboutItself =
  /tfjs-backend-ort\/src\/(engine\/)?(options|register)|backbones\/src\/index|cli\/src\/run\/watchMemory|(ops|tfjs-backend-ort)\/src\/gradients\.test/;
const every = ["packages/*/{src,test}/**/*.test.ts", "{examples,scripts}/**/*.test.ts"];
const shared = readdirSync("packages")
  .flatMap((name) => ["src", "test"].flatMap((folder) => testsIn(`packages/${name}/${folder}`)))
  .filter((file) => !aboutItself.test(file) && !changes.test(readFileSync(file, "utf8")));

function testsIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" });
  return files
    .filter((file) => file.endsWith(".test.ts"))
    .map((file) => join(folder, file).replaceAll("\\", "/"));
}

export default defineConfig({
  resolve: {
    conditions,
    alias: { "@tensorflow/tfjs-core/dist/register_all_gradients": gradients },
  },
  ssr: { resolve: { conditions } },
  test: {
    pool: "forks",
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: {
          name: "shared",
          include: shared,
          isolate: false,
          setupFiles: "scripts/cpuBackend.setup.ts",
        },
      },
      {
        extends: true,
        test: { name: "isolated", include: every, exclude: [...configDefaults.exclude, ...shared] },
      },
    ],
  },
});
