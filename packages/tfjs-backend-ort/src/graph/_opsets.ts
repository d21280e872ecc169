/** The version of each operator set that lowering writes for, by domain. */
export const OPSETS: Record<string, number> = {
  "": 17,
  "com.microsoft": 1,
  "com.microsoft.nchwc": 1,
};
