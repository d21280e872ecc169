import { encodeModel, type OnnxModel } from "@flawlens/onnx";
import { oneOperator, TRIAL } from "./oneOperator.ts";
import type { GraphSession, OrtBinding, OrtTensor, SessionOptions } from "./ortBinding.ts";
import { requireHere } from "./requireHere.ts";

/** A session inside of onnxruntime-node. */
interface NativeSession {
  loadModel(
    model: ArrayBufferLike,
    byteOffset: number,
    byteLength: number,
    options: SessionOptions,
  ): void;
  /** Outputs go to the memory given with them; null where they are only to be handed over. */
  run(
    feeds: Record<string, OrtTensor>,
    fetches: Record<string, OrtTensor | null>,
    options: object,
  ): Record<string, OrtTensor>;
  dispose(): void;
}

/** The members of {@link NativeSession}, which are looked for before one is used. */
const MEMBERS = ["loadModel", "run", "dispose"] as const;

type TensorConstructor = new (type: string, data: unknown, dims: readonly number[]) => OrtTensor;

/**
 * onnxruntime-node's `session.run()` is one blocking native call behind a promise. `dataSync()` needs that
 * call itself, and `data()` gains nothing by the detour, so the engine speaks to the native binding. It is
 * not a public entry of onnxruntime-node, so all that is used of it is in this file, is looked for before
 * it is used, and can be replaced by `publicBinding`.
 *
 * @throws {Error} If onnxruntime-node is not installed, does not load, or has no such binding.
 */
export function privateBinding(): OrtBinding {
  const Session = nativeSession();
  const { Tensor } = requireHere()("onnxruntime-node") as { Tensor: TensorConstructor };
  const start = (bytes: Uint8Array, options: SessionOptions): NativeSession => {
    const session = new Session();
    session.loadModel(bytes.buffer, bytes.byteOffset, bytes.byteLength, options);
    return session;
  };
  const tensor: OrtBinding["tensor"] = (type, data, dims) => new Tensor(type, data, dims);
  const expected = refusal(start, tensor);
  return {
    name: "private",
    processor: "cpu",
    tensor,
    compile(model, options) {
      if (expected !== null) return markedSession(start(encodeModel(marked(model)), options), expected); // prettier-ignore
      const session = start(encodeModel(model), options);
      return {
        run: (feeds, fetches) => void session.run(feeds, fetches, {}),
        release: () => session.dispose(),
      };
    },
    open(bytes) {
      const session = start(bytes, { logSeverityLevel: 3 });
      return {
        run: (feeds, outputs) =>
          session.run(feeds, Object.fromEntries(outputs.map((name) => [name, null])), {}),
        release: () => session.dispose(),
      };
    },
  };
}

/** The class of sessions inside of onnxruntime-node, with ONNX Runtime started. */
function nativeSession(): new () => NativeSession {
  const { binding, initOrt } = requireHere()("onnxruntime-node/dist/binding.js") as {
    binding?: { InferenceSession?: new () => NativeSession };
    initOrt?: () => void;
  };
  const Session = binding?.InferenceSession;
  const lacks = MEMBERS.filter((name) => typeof Session?.prototype[name] !== "function");
  if (!Session || !initOrt || lacks.length > 0)
    throw new Error(
      `expected a native binding with initOrt and sessions that have ${MEMBERS.join(", ")}, got one without ${[...(initOrt ? [] : ["initOrt"]), ...lacks].join(", ")}`,
    );
  initOrt();
  return Session;
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

function markedSession(session: NativeSession, expected: string): GraphSession {
  return {
    run(feeds, fetches) {
      try {
        session.run(feeds, { [MARKER]: null, ...fetches }, {});
      } catch (error) {
        if ((error as Error).message !== expected) throw error;
      }
    },
    release: () => session.dispose(),
  };
}

/**
 * The message of the error that onnxruntime-node throws at the marker, or null if it throws none and
 * outputs are copied. It is found on a graph whose result is known.
 */
function refusal(
  start: (bytes: Uint8Array, options: SessionOptions) => NativeSession,
  tensor: OrtBinding["tensor"],
): string | null {
  const y = new Float32Array(3);
  try {
    const session = start(encodeModel(marked(oneOperator("Neg", [3]))), TRIAL);
    try {
      session.run(
        { x: tensor("float32", Float32Array.of(1, 2, 3), [3]) },
        { [MARKER]: null, y: tensor("float32", y, [3]) },
        {},
      );
      return null;
    } catch (error) {
      return y.join() === "-1,-2,-3" ? (error as Error).message : null;
    } finally {
      session.dispose();
    }
  } catch {
    return null;
  }
}
