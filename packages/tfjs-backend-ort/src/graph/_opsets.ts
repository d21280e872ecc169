/** The operator sets that lowering writes for. */
export const OPSETS: Record<string, number> = {
  "": 17,
  "com.microsoft": 1,
  "com.microsoft.nchwc": 1,
};
