import { readOnnxMetadata } from "@flawlens/onnx";

/**
 * Tells a detector from a file that describes regions, by what an ONNX file says of itself. A file that says nothing
 * counts as a detector: whoever opens it as one is told what is wrong with it.
 */
export function kindOf(bytes: Uint8Array): "detector" | "describer" {
  try {
    const { method } = JSON.parse(readOnnxMetadata(bytes).flawlens) as { method?: unknown };
    return method === "alphaclip" ? "describer" : "detector";
  } catch {
    return "detector";
  }
}
