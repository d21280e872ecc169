import { encodeModel, type OnnxModel } from "@flawlens/onnx";
import { type InferenceSession, Tensor } from "onnxruntime-node";
import { createNativeSession, type NativeSession } from "./nativeSession.ts";
import { oneOperator, TRIAL } from "./oneOperator.ts";

/** Compiles a model whose outputs are written into the memory that each run gives, without copies. */
export function createSession(
  model: OnnxModel,
  options: InferenceSession.SessionOptions,
): NativeSession {
  const expected = refusal();
  if (expected === null) return createNativeSession(encodeModel(model), options);
  const session = createNativeSession(encodeModel(marked(model)), options);
  return {
    run(feeds, fetches) {
      try {
        session.run(feeds, { [MARKER]: null, ...fetches });
      } catch (error) {
        if ((error as Error).message !== expected) throw error;
      }
    },
    release: () => session.release(),
  };
}

/**
 * onnxruntime-node copies every output of a run into new memory, even if it was given memory for it and
 * has written there. That takes 65 ms of each step of a ResNet-18, and garbage of the same size. It
 * returns outputs one after the other and throws at a sequence. So if the first output of a graph is a
 * sequence, it throws before the first copy, when everything is computed and lies in the memory given.
 */
const MARKER = "computed";

/** The model with the marker as its first output. */
function marked(model: OnnxModel): OnnxModel {
  const one = { name: "one", type: "float32" as const, dims: [], data: Float32Array.of(1) };
  const node = {
    type: "SequenceConstruct",
    domain: "",
    inputs: [one.name],
    outputs: [MARKER],
    attributes: {},
  };
  return {
    ...model,
    nodes: [...model.nodes, node],
    initializers: [...model.initializers, one],
    outputs: [{ name: MARKER, type: "float32", dims: [], sequence: true }, ...model.outputs],
  };
}

let known: string | null | undefined;

/**
 * The message of the error that onnxruntime-node throws at the marker, or null if it throws none and
 * outputs are copied. It is found once, on a graph whose result is known.
 */
function refusal(): string | null {
  if (known === undefined) known = tried();
  return known;
}

function tried(): string | null {
  const y = new Float32Array(3);
  try {
    const session = createNativeSession(encodeModel(marked(oneOperator("Neg", [3]))), TRIAL);
    try {
      session.run(
        { x: new Tensor("float32", Float32Array.of(1, 2, 3), [3]) },
        { [MARKER]: null, y: new Tensor("float32", y, [3]) },
      );
      return null;
    } catch (error) {
      return y.join() === "-1,-2,-3" ? (error as Error).message : null;
    } finally {
      session.release();
    }
  } catch {
    return null;
  }
}
