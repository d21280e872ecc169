import { encodeModel } from "@flawlens/onnx";
import { createNativeSession } from "./nativeSession.ts";
import { oneOperator } from "./oneOperator.ts";

/** The execution provider that graphs run on. */
export interface ChosenProvider {
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
export function chooseProvider(
  providers: readonly string[],
  start: (provider: string) => void = startProvider,
): ChosenProvider {
  const refused: ChosenProvider["refused"] = [];
  for (const provider of providers)
    try {
      start(provider);
      return { provider, refused };
    } catch (error) {
      const [reason] = (error as Error).message.trim().split("\n");
      refused.push({ provider, reason });
    }
  const reasons = refused.map(({ provider, reason }) => `\n  ${provider}: ${reason}`).join("");
  throw new Error(
    `tfjs-backend-ort: expected an execution provider that starts, got none of ${providers.join(", ")}; put "cpu" at the end of FLAWLENS_PROVIDER or configure({ providers })${reasons}`,
  );
}

function startProvider(provider: string): void {
  if (provider === "cpu") return; // every build has it
  const model = encodeModel(oneOperator("Neg", [1]));
  createNativeSession(model, { executionProviders: [provider], logSeverityLevel: 4 }).release();
}
