// Gradients that TensorFlow.js lacks or has wrong, for every backend.
import "./activations.ts";
import "./arranging.ts";
import "./broadcasting.ts";
import "./comparisons.ts";
import "./convolutions.ts";
import "./einsum.ts";
import "./extremes.ts";
import "./images.ts";
import "./normalization.ts";
import "./picking.ts";
import "./pooling.ts";
import "./resizing.ts";
import "./scans.ts";
