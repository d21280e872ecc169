import { hash } from "./_noise.ts";

/** A block of made-up characters and where its corner is. */
export interface Block {
  u: number;
  v: number;
  columns: number;
  rows: number;
  /** Pitch of the characters. */
  width: number;
  height: number;
}

/** Harmless print: 1 where there is ink, else 0. Each character is three by three dots and a gap. */
export function ink(u: number, v: number, block: Block, seed: number): number {
  const across = (u - block.u) / block.width;
  const down = (v - block.v) / block.height;
  if (across < 0 || across >= block.columns || down < 0 || down >= block.rows) return 0;
  const dotAcross = Math.floor(across * 4);
  const dotDown = Math.floor(down * 4);
  if (dotAcross % 4 === 3 || dotDown % 4 === 3) return 0;
  return hash(dotAcross, dotDown, seed) < 0.55 ? 1 : 0;
}
