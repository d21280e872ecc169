/** The name of the one map of a detector that does not tell types apart. */
const anomalyType = "anomaly";

/** Whether a detector tells types of defects apart; one that does not has a single type, the same as any defect. */
export function tellsTypes(types: readonly string[]): boolean {
  return types.length !== 1 || types[0] !== anomalyType;
}
