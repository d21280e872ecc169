export function swiftShader(): Record<
  "LD_LIBRARY_PATH" | "VK_DRIVER_FILES" | "VK_ICD_FILENAMES",
  string
> | null;
