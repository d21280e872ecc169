// tfjs-core keeps its gradients in modules that Node cannot import (no file extensions, no export):
// bundles them into the one file that asks for them. The registry they fill is global to the
// process, so it does not matter that the bundle has a copy of tfjs-core's code.
import { writeFile } from "node:fs/promises";
import { build } from "esbuild";

export const bundleGradients = (outfile) =>
  build({
    stdin: {
      // The gradients of Prod and of a batched gather call `reshape` as a method of tensors.
      contents: `
        import "@tensorflow/tfjs-core/dist/register_all_gradients";
        import "@tensorflow/tfjs-core/dist/public/chained_ops/reshape";`,
      resolveDir: import.meta.dirname,
    },
    bundle: true,
    platform: "node",
    format: "esm",
    mainFields: ["module", "main"],
    ignoreAnnotations: true, // tfjs-core's "sideEffects" would drop the registrations
    minifySyntax: true,
    outfile,
    logLevel: "warning",
  });

if (process.argv[1] === import.meta.filename) {
  await bundleGradients("dist/gradients.js");
  // The declarations would import the modules that the bundle is there to spare.
  await writeFile("dist/gradients.d.ts", "export {};\n");
}
