/**
 * The `config.json` of OpenVINO Model Server for one detector, whose file lies in `NAME/1/`.
 *
 * @param instances - How many images run at once.
 */
export function ovmsConfig(name: string, instances: number): string {
  const config = {
    name,
    base_path: `/models/${name}`,
    // Any number of images; the other sizes are the detector's own.
    batch_size: "auto",
    nireq: instances,
    plugin_config: { PERFORMANCE_HINT: "THROUGHPUT" },
  };
  return `${JSON.stringify({ model_config_list: [{ config }] }, null, 2)}\n`;
}
