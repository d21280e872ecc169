import { freemem } from "node:os";

/** Fraction of what is free that jobs may take; the rest is for caches and other programs. */
const fraction = 0.85;

/** Bytes that jobs may need together: most of what this process could still get, by its container's limit too. */
export function memoryLimit(): number {
  const { availableMemory = freemem } = process as { availableMemory?(): number };
  return fraction * availableMemory();
}
