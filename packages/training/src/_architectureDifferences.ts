type Shapes = Record<string, { shape: readonly number[] }>;

/** Every name that only one side has, and every shape that differs, a line each. */
export function architectureDifferences(model: Shapes, checkpoint: Shapes): string[] {
  const lines: string[] = [];
  for (const [name, { shape }] of Object.entries(model)) {
    const saved = checkpoint[name]?.shape;
    if (saved === undefined) lines.push(`missing: ${name} [${shape}]`);
    else if (saved.join() !== shape.join())
      lines.push(`other shape: ${name} is [${saved}], the model's [${shape}]`);
  }
  for (const [name, { shape }] of Object.entries(checkpoint))
    if (!(name in model)) lines.push(`not in the model: ${name} [${shape}]`);
  return lines;
}
