import { oneOperator, TRIAL } from "../binding/oneOperator.ts";
import type { OrtBinding } from "../binding/ortBinding.ts";

/** The execution provider that graphs run on. */
export interface ChosenProvider {
  /** ONNX Runtime's name of it; the "cpu" of the list is "wasm" in WebAssembly. */
  provider: string;
  /** The providers before it in the list, which did not start, each with ONNX Runtime's reason. */
  refused: { provider: string; reason: string }[];
}

/**
 * The first of a list of ONNX Runtime's execution providers that starts here. Each has to compile a
 * graph of one operator, because a provider that is part of the build may lack its driver or device.
 *
 * @throws {Error} If none starts.
 */
export function chooseProvider(binding: OrtBinding, providers: readonly string[]): ChosenProvider {
  const refused: ChosenProvider["refused"] = [];
  for (const provider of providers)
    try {
      startProvider(binding, provider);
      return { provider: provider === "cpu" ? binding.processor : provider, refused };
    } catch (error) {
      const [reason] = (error as Error).message.trim().split("\n");
      refused.push({ provider, reason });
    }
  const reasons = refused.map(({ provider, reason }) => `\n  ${provider}: ${reason}`).join("");
  throw new Error(
    `tfjs-backend-ort: expected an execution provider that starts, got none of ${providers.join(", ")}; put "cpu" at the end of FLAWLENS_PROVIDER or configure({ providers })${reasons}`,
  );
}

function startProvider(binding: OrtBinding, provider: string): void {
  if (provider === "cpu") return; // every build has it
  binding.compile(oneOperator("Neg", [1]), { ...TRIAL, executionProviders: [provider] }).release();
}
