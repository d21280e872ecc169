import type { OutputTensor, Session } from "./run/session.ts";

/** What is used of an `InferenceSession`, which onnxruntime-node and onnxruntime-web have alike. */
interface OrtSession<OrtTensor> {
  inputMetadata: readonly ValueInfo[];
  outputMetadata: readonly ValueInfo[];
  run(
    feeds: Record<string, OrtTensor>,
    outputs: readonly string[],
  ): Promise<Record<string, OutputTensor>>;
  release(): Promise<void>;
}

type ValueInfo =
  | { name: string; isTensor: false }
  | { name: string; isTensor: true; type: string; shape: readonly (number | string)[] };

/** A session of ONNX Runtime as a {@link Session}. */
export function ortSession<OrtTensor>(
  session: OrtSession<OrtTensor>,
  tensorOf: (type: "uint8", data: Uint8Array, dims: readonly number[]) => OrtTensor,
): Session {
  const infoOf = (infos: readonly ValueInfo[]) =>
    infos.flatMap((info) =>
      info.isTensor ? [{ name: info.name, type: info.type, dims: info.shape }] : [],
    );
  return {
    inputs: infoOf(session.inputMetadata),
    outputs: infoOf(session.outputMetadata),
    run: (batch, dims, outputs) => session.run({ images: tensorOf("uint8", batch, dims) }, outputs),
    release: () => session.release(),
  };
}
