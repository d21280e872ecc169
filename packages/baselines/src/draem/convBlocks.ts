import type { SubnetworkOps } from "@flawlens/backbones";

/**
 * A 3x3 convolution with bias, batch normalisation and a ReLU, under the names `<at>.<first>` and `<at>.<first + 1>`,
 * which begin as DRAEM's: weights N(0, 0.02²), scales N(1, 0.02²).
 */
function convBlock<T>(
  ops: SubnetworkOps<T>,
  x: T,
  at: string,
  { first, filters }: { first: number; filters: number },
): T {
  const norm = {
    name: `${at}.${first + 1}`,
    epsilon: 1e-5,
    init: { normal: 0.02, mean: 1 },
  };
  return ops.relu(ops.conv(x, `${at}.${first}`, convOptions(filters), norm));
}

/** Two of them, one after the other. */
export function doubleConvBlock<T>(
  ops: SubnetworkOps<T>,
  x: T,
  at: string,
  [inner, filters]: readonly [inner: number, filters: number],
): T {
  const y = convBlock(ops, x, at, { first: 0, filters: inner });
  return convBlock(ops, y, at, { first: 3, filters });
}

/** `x` at the size of `like`, the centres of corner pixels kept, then a {@link convBlock}. */
export function enlargingBlock<T>(
  ops: SubnetworkOps<T>,
  x: T,
  at: string,
  { like, filters }: { like: T; filters: number },
): T {
  const enlarged = ops.resizeLike(x, like, { alignCorners: true });
  return convBlock(ops, enlarged, at, { first: 1, filters });
}

/** The convolution at the end of both networks. */
export function lastConv<T>(ops: SubnetworkOps<T>, x: T, at: string, filters: number): T {
  return ops.conv(x, at, convOptions(filters));
}

/** Two blocks a level, halved in between: the feature maps, finest first. */
export function encoder<T>(ops: SubnetworkOps<T>, x: T, widths: readonly number[]): T[] {
  const levels: T[] = [];
  let inside = x;
  for (const [i, width] of widths.entries()) {
    if (i > 0) inside = ops.maxPool(inside, { kernel: 2, stride: 2 });
    inside = doubleConvBlock(ops, inside, `block${i + 1}`, [width, width]);
    levels.push(inside);
  }
  return levels;
}

function convOptions(filters: number) {
  return { filters, kernel: 3, pad: 1, bias: true, init: { normal: 0.02 } };
}
