import {
  type GradConfig,
  type Tensor,
  engine,
  grads,
  registerGradient,
} from "@tensorflow/tfjs-core";

/** Tensors by the names that a kernel gives its inputs. */
export type Gradients = Record<string, () => Tensor>;

interface Options {
  /** Names of the inputs that the gradient needs, in the order it gets them. Default none. */
  inputs?: readonly string[];
  /** Which of the kernel's outputs it needs, after the inputs. Default none. */
  outputs?: readonly boolean[];
}

/**
 * Registers the gradient of a kernel, for every backend, in the place of one that may be there.
 *
 * @param gradient - From dL/d(output) (a list if the kernel gives one), what was saved and the
 *   kernel's attributes to dL/d(input) by name.
 */
export function register<Attrs = never>(
  kernelName: string,
  { inputs = [], outputs }: Options,
  gradient: (dy: Tensor, saved: Tensor[], attrs: Attrs) => Gradients,
): void {
  const gradFunc = gradient as unknown as GradConfig["gradFunc"];
  const config: GradConfig = { kernelName, inputsToSave: [...inputs], gradFunc };
  if (outputs) config.outputsToSave = [...outputs];
  own.push(config);
  registerGradient(config);
}

const own: GradConfig[] = [];

/**
 * Puts the gradients of this package in place again. Importing the package does it once; `@tensorflow/tfjs-layers`,
 * and packages that import it (`@tensorflow/tfjs`, `@tensorflow/tfjs-node`), register TensorFlow.js's own when they
 * are loaded, in the place of these. Call this where such a package may be loaded later; `useEngine` of
 * `@flawlens/tfjs-backend-ort` does.
 */
export function registerGradients(): void {
  for (const config of own) registerGradient(config);
}

/** Runs a kernel by its name. */
export function run(
  kernelName: string,
  inputs: Record<string, Tensor>,
  attrs: object = {},
): Tensor {
  return engine().runKernel(kernelName, inputs, attrs as never) as Tensor;
}

/** The part of TensorFlow.js's engine that counts gradients inside of gradients. */
const depth = () => engine().state as unknown as { gradientDepth: number };

/**
 * Whether a gradient is itself being differentiated. What a kernel saved of its outputs is then of no
 * use: TensorFlow.js puts the copy on its tape before the kernel, and so loses what led to it.
 */
export function isNested(): boolean {
  return depth().gradientDepth > 0;
}

/**
 * dL/d(inputs) of a function that computes the same as a kernel by operations whose gradients are
 * known. For use inside of a gradient: TensorFlow.js's `grads` would clear the tape of the outer one.
 */
export function gradientsOf(
  compute: (...inputs: Tensor[]) => Tensor,
  inputs: Tensor[],
  dy: Tensor,
): Tensor[] {
  depth().gradientDepth++;
  try {
    return grads(compute)(inputs, dy);
  } finally {
    depth().gradientDepth--;
  }
}
