import { contour, html, type Html, type RgbImage, thumbnail } from "@flawlens/report";

/** A region to outline: its mask, and what it is called in the picture. */
export interface Outlined {
  mask: { data: ArrayLike<number>; height: number; width: number };
  name: string;
}

/**
 * An image with regions outlined and numbered, as SVG that scales with the page. Lines run outside, so
 * that the smallest region stays visible.
 *
 * @param options.id - The figure's own on its page.
 */
export async function regionFigure(
  image: RgbImage,
  regions: readonly Outlined[],
  { id, size = 420 }: { id: string; size?: number },
): Promise<Html> {
  const { height, width } = image;
  const uri = await thumbnail(image, { size });
  const unit = Math.max(height, width) / 100;
  const line = (path: string, colour: string, thickness: number) =>
    html`<path
      d="${path}"
      style="fill:none;stroke:${colour};stroke-width:${(2 * thickness * unit).toFixed(2)}px"
    />`;
  return html`<svg
    viewBox="0 0 ${width} ${height}"
    role="img"
    aria-label="${regions.map(({ name }) => name).join("; ")}"
    style="aspect-ratio:${width}/${height};max-height:300px;overflow:hidden;border-radius:4px"
  >
    <image href="${uri}" width="${width}" height="${height}" preserveAspectRatio="none" />
    ${regions.map(({ mask, name }, i) => {
      const path = pathOf(mask);
      const { x, y } = labelPlace(mask, unit);
      const outside = `${id}-${i}`;
      return html`<g>
        <title>${name}</title>
        <clipPath id="${outside}"
          ><path clip-rule="evenodd" d="M0 0H${width}V${height}H0Z${path}"
        /></clipPath>
        <g clip-path="url(#${outside})">${line(path, "#0009", 1.5)}${line(path, "#fff", 0.8)}</g>
        ${
          regions.length > 1 &&
          html`<text
            x="${x.toFixed(1)}"
            y="${y.toFixed(1)}"
            style="font-size:${(6 * unit).toFixed(1)}px;font-weight:700;fill:#fff;stroke:#000;stroke-width:${(1.2 * unit).toFixed(2)}px;paint-order:stroke"
            >${String(i + 1)}</text
          >`
        }</g
      >`;
    })}
  </svg>`;
}

function pathOf(mask: Outlined["mask"]): string {
  return contour(mask)
    .map((ring) => `M${ring.map(([x, y]) => `${x} ${y}`).join("L")}Z`)
    .join("");
}

/** Beside the upper right corner of the region's box, inside the image. */
function labelPlace({ data, height, width }: Outlined["mask"], unit: number) {
  let [top, right] = [height, 0];
  for (let pixel = 0; pixel < data.length; pixel++)
    if (data[pixel]) {
      top = Math.min(top, Math.floor(pixel / width));
      right = Math.max(right, pixel % width);
    }
  return { x: Math.min(right + 2 * unit, width - 5 * unit), y: Math.max(top + 2 * unit, 6 * unit) };
}
