import type { AnomalyMap, FoundRegion } from "@flawlens/inference/web";
import { useEffect, useRef } from "preact/hooks";
import type { Outline } from "../../openRunFiles.ts";
import { drawMap } from "../draw/drawMap.ts";
import { look } from "../state/store.ts";

/** An image large, with its map, regions and true outline over it. */
export function Picture({
  image,
  map,
  regions,
  outline,
  label,
}: {
  image: ImageBitmap;
  map: AnomalyMap | null;
  regions: readonly FoundRegion[];
  outline: Outline | null;
  /** The picture in words. */
  label: string;
}) {
  const ground = useRef<HTMLCanvasElement>(null);
  const colours = useRef<HTMLCanvasElement>(null);
  const { width, height } = image;
  useEffect(() => {
    if (!ground.current) return;
    ground.current.width = width;
    ground.current.height = height;
    ground.current.getContext("2d")?.drawImage(image, 0, 0);
  }, [image]);
  const isMapShown = look.value.map && map !== null;
  useEffect(() => {
    if (isMapShown && colours.current) drawMap(colours.current, map);
  }, [map, isMapShown]);
  const scale = Math.max(width, height) / 600;
  return (
    <div
      class="large"
      role="img"
      aria-label={label}
      style={{ aspectRatio: `${width} / ${height}`, "--ratio": width / height }}
    >
      <canvas ref={ground} />
      {isMapShown && <canvas ref={colours} style={{ opacity: look.value.opacity }} />}
      <svg viewBox={`0 0 ${width} ${height}`}>
        {look.value.truth && outline && (
          <TrueOutline outline={outline} width={width} height={height} thickness={scale} />
        )}
        {look.value.regions &&
          regions.map(({ box, peak, type, weak }, i) => (
            <g key={`${type} ${peak.x} ${peak.y}`} class={`region ${weak ? "weak" : ""}`}>
              <rect {...box} class="under" stroke-width={4.5 * scale} />
              <rect {...box} class="over" stroke-width={2 * scale} />
              <text
                x={box.x + 2 * scale}
                y={box.y > 22 * scale ? box.y - 6 * scale : box.y + box.height + 20 * scale}
                font-size={17 * scale}
                stroke-width={4 * scale}
              >
                {i + 1}
              </text>
            </g>
          ))}
      </svg>
    </div>
  );
}

/** The outline is in the mask's pixels, which may be other than the image's. */
function TrueOutline({
  outline: { rings, width: maskWidth, height: maskHeight },
  width,
  height,
  thickness,
}: {
  outline: Outline;
  width: number;
  height: number;
  thickness: number;
}) {
  const [across, down] = [width / maskWidth, height / maskHeight];
  const path = rings
    .map((ring) => `M${ring.map(([x, y]) => `${x * across} ${y * down}`).join("L")}Z`)
    .join("");
  return (
    <g class="outline">
      <path class="under" d={path} stroke-width={4 * thickness} />
      <path
        class="over"
        d={path}
        stroke-width={2 * thickness}
        stroke-dasharray={`${7 * thickness} ${5 * thickness}`}
      />
    </g>
  );
}
