import { env } from "@tensorflow/tfjs-core";
import { before } from "./_quiet.ts";

// Imported after TensorFlow.js's cpu backend: from here on, TensorFlow.js warns as it did before.
env().set("PROD", before);
