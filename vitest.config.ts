import { defineConfig } from "vitest/config";
import { bundleGradients } from "./packages/ops/build.mjs";

const conditions = ["@flawlens/source", "node", "import", "module", "default"];

// What the build of ops bundles, for tests that run its sources.
const gradients = `${import.meta.dirname}/node_modules/.cache/flawlens/gradients.mjs`;
await bundleGradients(gradients);

export default defineConfig({
  resolve: {
    conditions,
    alias: { "@tensorflow/tfjs-core/dist/register_all_gradients": gradients },
  },
  ssr: { resolve: { conditions } },
  test: {
    include: [
      "packages/*/{src,test}/**/*.test.ts",
      "examples/**/*.test.ts",
      "scripts/**/*.test.ts",
    ],
    pool: "forks",
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
