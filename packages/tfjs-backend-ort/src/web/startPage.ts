/// <reference lib="dom" />
import { encodeModel } from "@flawlens/onnx";
import type { InferenceSession, Tensor } from "onnxruntime-web";
import { oneOperator, TRIAL } from "../binding/oneOperator.ts";
import type { PageBinding, PageSession, SessionOptions } from "../binding/ortBinding.ts";
import type { ChosenProvider } from "../execution/chooseProvider.ts";
import type { PageOptions } from "./pageOptions.ts";

/** ONNX Runtime started in a page. */
export interface StartedPage {
  binding: PageBinding;
  chosen: ChosenProvider;
  threads: number;
  /** Whether the error function of NaN is NaN on the processor. ONNX Runtime before 1.27 gives 1. */
  erfKeepsNaN: boolean;
}

/**
 * Starts onnxruntime-web in a page: the first of the providers that compiles a graph of one operator.
 *
 * @throws {Error} If onnxruntime-web is not there, or no provider starts; the message has the reasons.
 */
export async function startPage({
  providers = ["wasm"],
  threads,
  wasmPaths,
}: PageOptions): Promise<StartedPage> {
  const refused: ChosenProvider["refused"] = [];
  for (const provider of providers)
    try {
      const runtime = await onnxRuntime(provider);
      runtime.env.logLevel = "fatal"; // what fails is thrown
      if (threads !== undefined) runtime.env.wasm.numThreads = threads;
      if (wasmPaths !== undefined) runtime.env.wasm.wasmPaths = wasmPaths;
      const binding = bindingOf(runtime);
      const executionProviders = [provider];
      await tried(binding, "Neg", { ...TRIAL, executionProviders });
      return {
        binding,
        chosen: { provider, refused },
        threads: runtime.env.wasm.numThreads ?? 1,
        erfKeepsNaN: Number.isNaN(await tried(binding, "Erf", TRIAL)),
      };
    } catch (error) {
      refused.push({ provider, reason: (error as Error).message.trim().split("\n")[0] });
    }
  const reasons = refused.map(({ provider, reason }) => `\n  ${provider}: ${reason}`).join("");
  throw new Error(
    `tfjs-backend-ort: expected an execution provider that starts in this page, got none of ${providers.join(", ")}; ` +
      `see that onnxruntime-web's .wasm file is beside the bundle, or where wasmPaths says${reasons}`,
  );
}

type Runtime = typeof import("onnxruntime-web");

/** With WebGPU it is twice as large, so that is loaded only where it is used. */
async function onnxRuntime(provider: "wasm" | "webgpu"): Promise<Runtime> {
  if (provider === "wasm") return import("onnxruntime-web/wasm");
  const { gpu } = navigator as Navigator & { gpu?: { requestAdapter(): Promise<object | null> } };
  if (!(await gpu?.requestAdapter())) throw new Error("this browser has no WebGPU here");
  return import("onnxruntime-web/webgpu");
}

function bindingOf({ InferenceSession, Tensor: OrtTensor }: Runtime): PageBinding {
  return {
    name: "page",
    processor: "wasm",
    tensor: (type, data, dims) => new OrtTensor(type, data as Float32Array, dims as number[]),
    async compile(model, options) {
      const bytes = encodeModel(model);
      const session = await InferenceSession.create(
        bytes,
        options as InferenceSession.SessionOptions,
      );
      return sessionOf(session);
    },
    async open(bytes) {
      const session = await InferenceSession.create(bytes, { logSeverityLevel: 3 });
      return {
        run: async (feeds, outputs) =>
          (await session.run(feeds as InferenceSession.FeedsType, outputs)) as Record<string, Tensor>, // prettier-ignore
        release: () => session.release(),
      };
    },
  };
}

function sessionOf(session: InferenceSession): PageSession {
  return {
    async run(feeds, fetches) {
      const names = Object.keys(fetches);
      const found = await session.run(feeds as InferenceSession.FeedsType, names);
      for (const name of names)
        (fetches[name].data as Uint8Array).set(found[name].data as Uint8Array);
    },
    release: () => session.release(),
  };
}

/** What an operator finds of NaN. */
async function tried(binding: PageBinding, type: string, options: SessionOptions): Promise<number> {
  const session = await binding.compile(oneOperator(type, [1]), options);
  const y = new Float32Array(1);
  await session.run(
    { x: binding.tensor("float32", Float32Array.of(NaN), [1]) },
    { y: binding.tensor("float32", y, [1]) },
  );
  await session.release();
  return y[0];
}
