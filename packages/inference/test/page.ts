/// <reference lib="dom" />
// The page of the browser test: predicts, and gives what the test compares.
import { loadDetector } from "../src/web/index.ts";
import type { Prediction, PredictOptions, WebImage } from "../src/web/index.ts";

interface Case {
  /** The URL of an image file. */
  url: string;
  /** How the page hands the image on. */
  as: "file" | "bitmap" | "canvas" | "image data";
  options?: PredictOptions;
}

async function predictAll(cases: readonly Case[], wasmPaths?: string) {
  const detector = await loadDetector("/detector.onnx", { wasmPaths });
  const told: object[] = [];
  for (const { url, as, options } of cases) {
    const blob = await (await fetch(url)).blob();
    told.push(tell(await detector.predictImage(await handed(blob, as), options)));
  }
  await detector.release();
  return { told, isolated: crossOriginIsolated };
}

async function handed(blob: Blob, as: Case["as"]): Promise<WebImage | ImageData> {
  if (as === "file") return new File([blob], "part");
  const bitmap = await createImageBitmap(blob, { colorSpaceConversion: "none" });
  if (as === "bitmap") return bitmap;
  const canvas = document.createElement("canvas");
  Object.assign(canvas, { width: bitmap.width, height: bitmap.height });
  const context = canvas.getContext("2d") as CanvasRenderingContext2D;
  context.drawImage(bitmap, 0, 0);
  return as === "canvas" ? canvas : context.getImageData(0, 0, canvas.width, canvas.height);
}

/** What is told of images and detectors that cannot be used. */
async function refusals(): Promise<string[]> {
  const messages: string[] = [];
  const expectError = (promise: Promise<unknown>) =>
    promise.then(
      () => void messages.push("no error"),
      (error: Error) => void messages.push(error.message),
    );
  const detector = await loadDetector("/detector.onnx");
  await expectError(detector.predictImage(new File(["no image"], "a.png", { type: "image/png" })));
  await expectError(detector.predictImage({} as Blob));
  await expectError(detector.predictImage(document.createElement("img")));
  await detector.release();
  await expectError(loadDetector("/missing.onnx"));
  await expectError(loadDetector(new Blob(["no detector"])));
  await expectError(loadDetector("/detector.onnx", { providers: ["webgl" as "wasm"] }));
  return messages;
}

function tell({ score, verdict, types, regions, lookedFraction }: Prediction) {
  const scores = Object.values(types).map((type) => type.score);
  return { score, scores, verdict, lookedFraction, regions };
}

Object.assign(globalThis, { predictAll, refusals });
