import type { DetectorMetadata } from "@flawlens/inference";

/** Where maps lie: those that were put together of frames tile the image, whatever the network's cells see. */
export function placedMetadata(metadata: DetectorMetadata): DetectorMetadata {
  const { framing } = metadata;
  if (!framing || framing.mode === "stretch") return metadata;
  return { ...metadata, receptiveField: undefined };
}
