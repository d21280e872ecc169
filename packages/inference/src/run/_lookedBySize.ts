import { lookedAt } from "../images/lookAt.ts";
import type { LookAt, LookedAt } from "../images/lookAt.ts";

/** Fills in where to look once for images of one size that come one after the other. */
export function lookedBySize(): (
  lookAt: LookAt,
  size: { height: number; width: number },
) => LookedAt {
  const last = new WeakMap<LookAt, LookedAt>();
  return (lookAt, { height, width }) => {
    const known = last.get(lookAt);
    if (known?.height === height && known.width === width) return known;
    const looked = lookedAt(lookAt, { height, width });
    last.set(lookAt, looked);
    return looked;
  };
}
