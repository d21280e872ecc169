/** An npm package of ONNX Runtime that Node can run. */
export type RuntimePackage = "onnxruntime-node" | "onnxruntime-web";

/**
 * The command that installs packages from the npm registry alone. On Linux on x64 the install script of
 * `onnxruntime-node` fetches libraries for graphics cards from another host, and fails where it is not reached; a
 * variable keeps it from that.
 *
 * @example
 * installCommand(["onnxruntime-node"]); // => "ONNXRUNTIME_NODE_INSTALL=skip npm install onnxruntime-node" there
 */
export function installCommand(
  packages: readonly string[],
  { platform, arch }: Pick<NodeJS.Process, "platform" | "arch"> = process,
): string {
  const fetches = packages.includes("onnxruntime-node") && platform === "linux" && arch === "x64";
  return `${fetches ? "ONNXRUNTIME_NODE_INSTALL=skip " : ""}npm install ${packages.join(" ")}`;
}
