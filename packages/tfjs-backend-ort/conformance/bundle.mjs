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
  const setUp = `
    import "${CORE}/public/chained_ops/register_all_chained_ops";
    import "${CORE}/register_all_gradients";
    ${BACKENDS[backend]}
    import { setTestEnvs } from "${CORE}/jasmine_util";
    setTestEnvs([{ name: "${backend}", backendName: "${backend}", flags: {}, isDataSync: true }]);`;
  return build({
    stdin: {
      contents: `import "set-up"; import "${CORE}/tests";`,
      resolveDir: import.meta.dirname,
    },
    plugins: [virtualModule("set-up", setUp)],
    bundle: true,
    platform: "node",
    format: "esm",
    mainFields: ["module", "main"],
    conditions: ["@flawlens/source"], // sibling packages by their sources
    ignoreAnnotations: true, // "sideEffects" of the packages would drop what they register
    outfile,
    logLevel: "error",
    banner: {
      js: 'import { createRequire as requireFrom } from "node:module"; const require = requireFrom(import.meta.url), __dirname = import.meta.dirname;',
    },
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
