// The whole way in one command: makes a synthetic data set, trains MultiTypeFCDD on it from scratch,
// evaluates on images it never saw, and writes a report and a deployable detector.
import { join } from "node:path";
import { synthesize } from "@flawlens/datasets";
import { readConfig } from "./src/config.ts";
import { hasCheckpoint } from "./src/runFolder.ts";
import { tellError } from "./src/tellError.ts";
import { train } from "./src/train.ts";
import { wholeNumber } from "./src/wholeNumber.ts";

try {
  process.exitCode = (await quickstart(process.argv[2], process.argv[3])) ? 0 : 130;
} catch (error) {
  tellError(error);
}

async function quickstart(out = "out/quickstart", seedText = "1"): Promise<boolean> {
  const seed = wholeNumber(seedText);
  console.log("1/2 making a synthetic data set: five kinds of parts, five types of defects");
  const start = performance.now();
  const manifest = await synthesize(join(out, "data"), { seed });
  console.log(
    `    ${manifest.samples.length} images in ${((performance.now() - start) / 1000).toFixed(1)} s`,
  );

  console.log("2/2 training from scratch, on image-level labels alone");
  const config = await readConfig(join(import.meta.dirname, "configs/small.json"));
  const data = join(out, "data");
  const done = await train({ data, out, config, seed, overwrite: true, skipCheck: true });
  if (done) console.log(`\nOpen ${join(out, "report.html")} to see where it looks.`);
  else if (hasCheckpoint(out))
    console.log(`npm run fcdd -- train --data ${data} --out ${out} --seed ${seed} --resume`);
  return done;
}
