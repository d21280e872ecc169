import {
  type KernelConfig,
  type TensorInfo,
  findBackendFactory,
  getKernelsForBackend,
  registerBackend,
  registerKernel,
} from "@tensorflow/tfjs-core";
import type { OrtBackend } from "./backend.ts";
import { delegate } from "./delegate/delegate.ts";
import { transformEach } from "./delegate/transformEach.ts";
import { HOST_KERNELS } from "./delegate/hostKernels.ts";
import { tellingWhere } from "./_tellingWhere.ts";
import { KERNELS } from "./lowering/index.ts";
import type { Kernel, Named } from "./recording/kernel.ts";
import type { ValueSpec } from "./recording/valueSpec.ts";
import { isSecondCopy } from "./shared.ts";

/** The backend's name in TensorFlow.js. */
export const BACKEND = "ort";

const NUMBERS = new Set(["float32", "int32", "bool"]);

const own = new Set([...KERNELS.map(({ name }) => name), ...HOST_KERNELS.map((k) => k.kernelName)]);

let registered = false;

/**
 * Registers the backend and its kernels with TensorFlow.js, unless another copy of this package has.
 *
 * @throws {Error} If that copy has another version, which shares nothing with this one, or the other entry of this
 *   copy has registered: an engine is that of Node or that of a page.
 */
export function register(make: () => OrtBackend | Promise<OrtBackend>): void {
  if (registered)
    throw new Error(
      "tfjs-backend-ort: expected one entry of @flawlens/tfjs-backend-ort, got that of Node and /web in one program; import one of them",
    );
  if (findBackendFactory(BACKEND)) {
    if (isSecondCopy) return;
    throw new Error(
      "tfjs-backend-ort: expected one version of @flawlens/tfjs-backend-ort, got a second that does not go with the first; run npm dedupe",
    );
  }
  registerBackend(BACKEND, make, 10);
  registered = true;
  for (const kernel of KERNELS) registerKernel(configOf(kernel));
  for (const kernel of HOST_KERNELS)
    registerKernel({ ...kernel, kernelFunc: tellingWhere(kernel.kernelFunc) });
  for (const { kernelName } of getKernelsForBackend("cpu"))
    if (!own.has(kernelName)) registerKernel(delegated(kernelName));
}

/** The kernels that TensorFlow.js's own cpu backend computes for this one. */
export function delegatedKernels(): string[] {
  return getKernelsForBackend("cpu")
    .map(({ kernelName }) => kernelName)
    .filter((name) => !own.has(name))
    .toSorted();
}

function configOf(kernel: Kernel): KernelConfig {
  return {
    kernelName: kernel.name,
    backendName: BACKEND,
    kernelFunc: tellingWhere(({ inputs, attrs, backend }) => {
      const ort = backend as OrtBackend;
      const given = inputs as Named<TensorInfo>;
      // TensorFlow.js's tape fails on an optional input that was left out.
      for (const name in given) if (!given[name]) delete given[name];
      const attributes = (attrs ?? {}) as object;
      if (kernel.isIdentity?.(given as Named<ValueSpec>, attributes)) {
        const [input] = Object.values(given);
        return ort.reshaped(input, input.shape);
      }
      const rows = rowsOf(kernel, given, attributes, ort);
      if (rows) return rows;
      const outputs = outputsOf(kernel, given, attributes, ort);
      if (!outputs) return delegate(kernel.name, inputs, attrs, ort);
      return outputs.length === 1 && !kernel.list ? outputs[0] : outputs;
    }),
  };
}

/** The output of a kernel that takes rows of a stored tensor of numbers. */
function rowsOf(
  kernel: Kernel,
  inputs: Named<TensorInfo>,
  attributes: object,
  ort: OrtBackend,
): TensorInfo | null {
  const [input] = Object.values(inputs);
  if (!kernel.rows || !NUMBERS.has(input.dtype) || isEmpty(input)) return null;
  const rows = kernel.rows(inputs as Named<ValueSpec>, attributes);
  return rows && rows.count > 0 ? ort.rows(input, rows) : null;
}

/**
 * The outputs of a kernel, recorded, or empty where nothing comes out. Null where ONNX Runtime has no answer: it
 * computes no text and takes no empty tensors.
 */
function outputsOf(
  kernel: Kernel,
  inputs: Named<TensorInfo>,
  attributes: object,
  ort: OrtBackend,
): TensorInfo[] | null {
  const given = Object.values(inputs).filter((info) => info);
  const supported =
    given.every(({ dtype }) => NUMBERS.has(dtype)) &&
    (kernel.supports?.(inputs as Named<ValueSpec>, attributes) ?? true);
  if (!supported) return null;
  const recorded = given.some(isEmpty) ? null : ort.record(kernel, inputs, attributes);
  if (recorded) return recorded;
  const specs = [kernel.infer(inputs as Named<ValueSpec>, attributes)].flat();
  if (!specs.every(isEmpty)) return null;
  return specs.map((spec) => ({ ...spec, dataId: ort.write(null, spec.shape, spec.dtype) }));
}

function isEmpty({ shape }: { shape: number[] }): boolean {
  return shape.includes(0);
}

function delegated(kernelName: string): KernelConfig {
  return {
    kernelName,
    backendName: BACKEND,
    kernelFunc: tellingWhere(({ inputs, attrs, backend }) =>
      kernelName === "Transform"
        ? transformEach(inputs, attrs, backend as OrtBackend)
        : delegate(kernelName, inputs, attrs, backend as OrtBackend),
    ),
  };
}
