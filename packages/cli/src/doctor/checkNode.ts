import type { Check } from "./diagnosis.ts";

/** Whether Node is 20.19 or newer, of a line that is supported. */
export function checkNode(version: string): Check {
  const [major, minor] = version.replace("v", "").split(".").map(Number);
  if (major > 20 || (major === 20 && minor >= 19))
    return { name: "node", state: "ok", found: `Node is ${version}` };
  return {
    name: "node",
    state: "failed",
    found: `Node is ${version}, and 20.19 is the oldest that works`,
    mend: "install a newer one from https://nodejs.org",
  };
}
