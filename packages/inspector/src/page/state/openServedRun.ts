import type { Outline } from "../../openRunFiles.ts";
import { makeItem } from "./item.ts";
import { addItems, asManifest, clearItems, openDescriber, openDetector } from "./openFiles.ts";
import { getServed, isServed, readServedImage, served } from "./served.ts";
import { report, run, said, side } from "./store.ts";

/** Opens the run that this page is served beside (`flawlens inspect RUN`). */
async function openServedRun(): Promise<void> {
  const about = (await (await getServed("run/run.json")).json()) as {
    name: string;
    manifest: unknown;
  };
  const results: unknown = await (await getServed("run/results.json")).json();
  const manifest = about.manifest === null ? null : asManifest(JSON.stringify(about.manifest));
  run.value = { name: about.name, manifest, results };
  const sides = new Set(manifest?.samples.map(({ split }) => split));
  side.value = (["test", "validation", "train"] as const).find((name) => sides.has(name)) ?? "all";
  showSide();
  const file = await fetch("run/detector.onnx");
  if (file.ok) return openDetector("detector.onnx", new File([await file.blob()], "detector.onnx"));
  said.value = "";
  report(
    "This run has no detector.onnx: a run writes it at its end. Drop one here to score its images.",
  );
}

/** Shows the images of the side that is chosen instead of those that are shown. */
export function showSide(): void {
  const samples = run.value?.manifest?.samples ?? [];
  clearItems();
  addItems(
    samples.flatMap((sample, index) =>
      side.value === "all" || sample.split === side.value
        ? [
            makeItem({
              id: sample.id,
              path: sample.image,
              read: () => readServedImage(index),
              truth: {
                label: sample.label,
                types: sample.defectTypes,
                ...(sample.mask !== null && {
                  outline: async () =>
                    (await getServed(`run/masks/${index}`)).json() as Promise<Outline>,
                }),
              },
            }),
          ]
        : [],
    ),
  );
}

/** Opens the run and the file that describes regions, where there are such, and tells what is wrong with them. */
export function begin(): void {
  if (served.has("describer")) openServedDescriber().catch(report);
  if (isServed) openServedRun().catch(report);
}

async function openServedDescriber(): Promise<void> {
  const file = await (await getServed("describer.onnx")).blob();
  await openDescriber("describer.onnx", new File([file], "describer.onnx"));
}
