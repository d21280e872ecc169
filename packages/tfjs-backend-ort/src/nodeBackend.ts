import { OrtBackend } from "./backend.ts";
import { startedBinding } from "./binding/startedBinding.ts";
import { chooseProvider } from "./execution/chooseProvider.ts";
import { loweringFor } from "./execution/loweringFor.ts";
import { takeOptions } from "./options.ts";

/** The backend of Node, on this thread's binding, with the options in force. */
export function nodeBackend(): OrtBackend {
  const options = takeOptions();
  const binding = startedBinding();
  const chosen = chooseProvider(binding, options.providers);
  const lowering = () => loweringFor(binding, chosen.provider);
  return new OrtBackend({ ...options, binding, chosen, lowering });
}
