import type { GivenImage } from "./calls.ts";

/** A small picture of an image; its longest side has 320 pixels at most. */
export async function thumbnailOf(image: GivenImage): Promise<Blob> {
  const whole = await createImageBitmap(image, { imageOrientation: "from-image" });
  const scale = Math.min(1, 320 / Math.max(whole.width, whole.height));
  const [width, height] = [whole.width, whole.height].map((side) =>
    Math.max(1, Math.round(scale * side)),
  );
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext("2d");
  if (!context) throw new Error("expected a canvas to draw on, got none from the browser");
  context.imageSmoothingQuality = "high";
  context.drawImage(whole, 0, 0, width, height);
  whole.close();
  return canvas.convertToBlob({ type: "image/jpeg", quality: 0.85 });
}
