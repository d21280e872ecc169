import { framesOf, userLine } from "../recording/callSite.ts";
import type { RecordedNode } from "../recording/value.ts";

/**
 * What one operation failed with when it was run. It is thrown wherever a value is read that depends
 * on the operation, and nowhere else; its stack is that of the call that asked for the operation.
 */
export class OperationError extends Error {
  override name = "OperationError";

  constructor(node: RecordedNode, cause: unknown) {
    const shapes = node.inputs.map(({ shape }) => `[${shape.join(", ")}]`).join(", ");
    const results = node.outputs.map(({ shape }) => `[${shape.join(", ")}]`).join(", ");
    const line = node.site && userLine(node.site);
    const reason = cause instanceof Error ? cause.message : String(cause);
    super(
      `tfjs-backend-ort: expected to compute ${node.kernel.name} of ${shapes} to ${results}` +
        `${line ? `, called at ${line}` : ""}, got: ${reason}`,
      { cause },
    );
    if (node.site)
      this.stack = [`${this.name}: ${this.message}`, ...framesOf(node.site)].join("\n");
  }
}
