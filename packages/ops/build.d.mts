/** Bundles TensorFlow.js's gradient registrations into one ES module. */
export declare function bundleGradients(outfile: string): Promise<unknown>;
