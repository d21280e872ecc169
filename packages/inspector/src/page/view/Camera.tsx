import type { Prediction } from "@flawlens/inference/web";
import { useEffect, useRef, useState } from "preact/hooks";
import { makeItem, verdictSigns } from "../state/item.ts";
import { addItems } from "../state/openFiles.ts";
import { camera, loaded, metadata, report } from "../state/store.ts";
import { toPrediction } from "@flawlens/inference/web";
import { Findings } from "./Findings.tsx";
import { Look } from "./Look.tsx";
import { Picture } from "./Picture.tsx";

/** A picture of the camera, and what the detector says of it. */
interface Frame {
  image: ImageBitmap;
  prediction: Prediction;
  perSecond: number;
}

/** The camera as a source: each picture is scored as soon as the one before it is done. */
export function Camera() {
  const [frame, setFrame] = useState<Frame | null>(null);
  const shot = useRef<Frame | null>(null);
  shot.current = frame;
  useEffect(() => watch(setFrame), []);
  const keep = async () => {
    const now = shot.current;
    if (!now) return;
    const canvas = new OffscreenCanvas(now.image.width, now.image.height);
    canvas.getContext("2d")?.drawImage(now.image, 0, 0);
    const blob = await canvas.convertToBlob({ type: "image/png" });
    const path = `camera-${new Date().toISOString().replaceAll(/[:.]/g, "-")}.png`;
    addItems([makeItem({ id: path, path, read: async () => blob })]);
  };
  return (
    <section class="detail" aria-label="Camera">
      <div class="detail-head">
        <h2 class={frame?.prediction.verdict}>
          {frame
            ? `${verdictSigns[frame.prediction.verdict]} ${frame.prediction.verdict}`
            : "Camera"}
        </h2>
        <span class="path">
          {frame ? `${frame.perSecond.toFixed(1)} pictures a second` : "waiting for a picture"}
        </span>
        <span class="actions">
          <button type="button" disabled={!frame} onClick={() => void keep().catch(report)}>
            Keep this picture
          </button>
          <button
            type="button"
            class="icon"
            aria-label="Stop the camera"
            onClick={() => {
              camera.value = false;
            }}
          >
            ×
          </button>
        </span>
      </div>
      {frame && (
        <>
          <Picture
            image={frame.image}
            map={frame.prediction.displayMap}
            regions={frame.prediction.regions}
            outline={null}
            label={`Picture of the camera, ${frame.prediction.verdict}`}
          />
          <Look hasOutline={false} />
          <p>{frame.prediction.explanation}</p>
          <Findings prediction={frame.prediction} />
        </>
      )}
    </section>
  );
}

/** Scores pictures until the function that it returns is called. */
function watch(onFrame: (frame: Frame) => void): () => void {
  let isGone = false;
  let last: ImageBitmap | null = null;
  const video = document.createElement("video");
  video.muted = true;
  const stop = () => {
    isGone = true;
    const stream = video.srcObject as MediaStream | null;
    for (const track of stream?.getTracks() ?? []) track.stop();
    last?.close();
  };
  const begin = async () => {
    const stream = await navigator.mediaDevices.getUserMedia({ video: true });
    video.srcObject = stream;
    if (isGone) return stop();
    await video.play();
    for (;;) {
      if (isGone || !loaded.value) return;
      const start = performance.now();
      const { detector } = loaded.value;
      const image = await createImageBitmap(video);
      const raw = await detector.scoreFrame(await createImageBitmap(image));
      const rules = metadata.value ?? detector.metadata;
      const prediction = toPrediction(rules, raw, { height: image.height, width: image.width });
      if (isGone) return image.close();
      onFrame({ image, prediction, perSecond: 1000 / (performance.now() - start) });
      await new Promise((resolve) => setTimeout(resolve, 10)); // the picture is drawn
      last?.close();
      last = image;
    }
  };
  begin().catch((error: Error) => {
    camera.value = false;
    report(`The camera cannot be used: ${error.message}`);
  });
  return stop;
}
