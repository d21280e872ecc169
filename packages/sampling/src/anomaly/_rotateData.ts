import { columnsWithin, rotation } from "./_rotation.ts";

/**
 * An image of bytes or floats turned clockwise by so many degrees about its middle:
 * bilinear, `fill` where nothing was, the same size.
 */
export function rotateData<T extends Uint8Array | Float32Array>(
  data: T,
  height: number,
  width: number,
  channels: number,
  degrees: number,
  fill = 0,
): T {
  const Kind = data instanceof Uint8Array ? Uint8Array : Float32Array;
  const turned = new Kind(data.length).fill(fill) as T;
  const half = data instanceof Uint8Array ? 0.5 : 0; // bytes are rounded
  const turn = rotation(degrees, height, width);
  const { cos, sin, middleRow, middleColumn } = turn;
  const stride = width * channels;
  for (let row = 0; row < height; row++) {
    const [first, last] = columnsWithin(turn, row, height, width);
    const startColumn = sin * (row - middleRow) - cos * middleColumn + middleColumn;
    const startRow = cos * (row - middleRow) + sin * middleColumn + middleRow;
    for (let column = first; column <= last; column++) {
      const x = startColumn + cos * column;
      const y = startRow - sin * column;
      const left = Math.floor(x);
      const top = Math.floor(y);
      const fx = x - left;
      const fy = y - top;
      const to = (row * width + column) * channels;
      const from = top * stride + left * channels;
      if (left >= 0 && top >= 0 && left < width - 1 && top < height - 1)
        for (let c = 0; c < channels; c++) {
          const at = from + c;
          const above = data[at] + fx * (data[at + channels] - data[at]);
          const under = at + stride;
          const below = data[under] + fx * (data[under + channels] - data[under]);
          turned[to + c] = above + fy * (below - above) + half;
        }
      else
        for (let c = 0; c < channels; c++) {
          let sum = half;
          for (let dy = 0; dy < 2; dy++)
            for (let dx = 0; dx < 2; dx++)
              sum +=
                (dx ? fx : 1 - fx) *
                (dy ? fy : 1 - fy) *
                (left + dx >= 0 && left + dx < width && top + dy >= 0 && top + dy < height
                  ? data[from + dy * stride + dx * channels + c]
                  : fill);
          turned[to + c] = sum;
        }
    }
  }
  return turned;
}
