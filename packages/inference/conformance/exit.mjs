// Ends processes while their detector computes, by process.exit and by an error: each must end with its own code, and
// with nothing but the error on standard error.
// node --conditions=@flawlens/source --import tsx packages/inference/conformance/exit.mjs
import { spawnSync } from "node:child_process";
import { loadDetector } from "../src/node/index.ts";
import { convDetector, side } from "../test/convDetector.ts";

const [how] = process.argv.slice(2);
if (how) {
  const detector = await loadDetector(await convDetector());
  void detector.raw(new Uint8Array(2000 * side * side * 3));
  setTimeout(() => {
    if (how === "exit") process.exit(3);
    throw new Error("thrown on purpose");
  }, 100);
} else {
  for (const [way, code] of Object.entries({ exit: 3, error: 1 }))
    for (let time = 0; time < 5; time++) {
      const args = [...process.execArgv, import.meta.filename, way];
      const { status, signal, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
      const quiet = way === "exit" ? stderr === "" : /thrown on purpose/.test(stderr);
      if (status !== code || !quiet || stderr.includes("terminate called"))
        throw new Error(`${way}: expected the code ${code}, got ${signal ?? status}: ${stderr}`);
    }
  console.log("every process ended with its own code");
}
