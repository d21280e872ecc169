import { takeOptions } from "../options.ts";
import { shared } from "../shared.ts";
import { chooseBinding } from "./chooseBinding.ts";
import type { OrtBinding } from "./ortBinding.ts";

/** The binding of this thread, chosen by the options in force when it is first asked for. */
export function startedBinding(): OrtBinding {
  return shared("binding", () => chooseBinding(takeOptions()));
}
