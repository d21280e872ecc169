// TensorFlow.js ships its tests inside the package of its core, as modules that Node cannot import
// (no file extensions). This bundles them with one backend and one copy of the core.
import { createRequire } from "node:module";
import { dirname } from "node:path";
import { build } from "esbuild";

const CORE = "@tensorflow/tfjs-core/dist";

/** What has to run before the tests of each backend are loaded. */
const BACKENDS = {
  ort: `
    import "@tensorflow/tfjs-backend-cpu";
    import "../src/index.ts";`,
  cpu: `import "@tensorflow/tfjs-backend-cpu";`,
  // The tests that compare with the cpu backend need that one too.
  wasm: `
    import "@tensorflow/tfjs-backend-cpu";
    import { setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
    setWasmPaths(${JSON.stringify(wasmFiles())});`,
};

/** Names of the backends that can be tested. */
export const backends = Object.keys(BACKENDS);

/** Writes the tests of one backend as one module that Jasmine can load. */
export function bundleSpecs(backend, outfile) {
  return bundle(setUp(BACKENDS[backend], backend, true), outfile, {
    platform: "node",
    banner: {
      js: 'import { createRequire as requireFrom } from "node:module"; const require = requireFrom(import.meta.url), __dirname = import.meta.dirname;',
    },
  });
}

/**
 * Writes the tests of this package's backend for a page as one script. It brings Jasmine, and leaves running the tests
 * to `runSpecs({ threads, provider, filter })` on `globalThis`, which gives how many passed, failed and were left out,
 * and what failed.
 */
export function bundlePageSpecs(outfile) {
  const engine = `
    import jasmineRequire from "jasmine-core/lib/jasmine-core/jasmine.js";
    const jasmine = jasmineRequire.core(jasmineRequire);
    const jasmineEnv = jasmine.getEnv();
    Object.assign(globalThis, jasmineRequire.interface(jasmine, jasmineEnv), { jasmine });
    jasmine.DEFAULT_TIMEOUT_INTERVAL = 60000;
    import "@tensorflow/tfjs-backend-cpu";
    import { useEngine } from "../src/web/index.ts";
    globalThis.runSpecs = async ({ threads, provider, filter }) => {
      await useEngine({ providers: [provider], threads, wasmPaths: location.origin + "/" });
      const counts = { passed: 0, failed: 0, pending: 0 };
      const failures = [];
      const told = (status, name, messages) => {
        counts[status]++;
        if (status === "failed") failures.push({ name, messages });
      };
      jasmineEnv.configure({ random: false, specFilter: (spec) => spec.getFullName().includes(filter) });
      jasmineEnv.addReporter({
        specDone({ status, fullName, failedExpectations }) {
          const messages = failedExpectations.map(({ message }) => message);
          if (status in counts) told(status, fullName, messages);
        },
        suiteDone: ({ fullName, failedExpectations }) => {
          for (const { message } of failedExpectations) told("failed", "outside of all tests: " + fullName, [message]);
        },
      });
      await jasmineEnv.execute();
      return { counts, failures };
    };`;
  return bundle(setUp(engine, "ort", false), outfile, {
    platform: "browser",
    format: "iife", // not strict, as Jasmine and the tests of fetch need it
    define: { global: "globalThis" }, // Jasmine's name of it
  });
}

function setUp(engine, backend, isDataSync) {
  return `
    import "${CORE}/public/chained_ops/register_all_chained_ops";
    import "${CORE}/register_all_gradients";
    ${engine}
    import { setTestEnvs } from "${CORE}/jasmine_util";
    setTestEnvs([{ name: "${backend}", backendName: "${backend}", flags: {}, isDataSync: ${isDataSync} }]);`;
}

function bundle(before, outfile, options) {
  return build({
    stdin: {
      contents: `import "set-up"; import "${CORE}/tests";`,
      resolveDir: import.meta.dirname,
    },
    plugins: [virtualModule("set-up", before)],
    bundle: true,
    format: "esm",
    mainFields: ["module", "main"],
    conditions: ["@flawlens/source"], // sibling packages by their sources
    ignoreAnnotations: true, // "sideEffects" of the packages would drop what they register
    outfile,
    logLevel: "error",
    ...options,
  });
}

function virtualModule(name, contents) {
  return {
    name,
    setup(build) {
      build.onResolve({ filter: new RegExp(`^${name}$`) }, () => ({ path: name, namespace: name }));
      build.onLoad({ filter: /.*/, namespace: name }, () => ({
        contents,
        resolveDir: import.meta.dirname,
      }));
    },
  };
}

function wasmFiles() {
  const require = createRequire(import.meta.url);
  return `${dirname(require.resolve("@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm"))}/`;
}
