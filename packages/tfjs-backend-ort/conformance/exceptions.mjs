/**
 * TensorFlow.js's own tests that ask for something wrong, each with the reason. They must fail, so that
 * the list stays true.
 */
export const exceptions = {
  "avgPool3d ort {} x=[1,1,1,1,1] f=[1,1,3] s=1 p=valid":
    "a window that is larger than the image has no output: it is refused, as PyTorch refuses it",
  "gradients ort {} errors if relevant ops are missing grads":
    "the operation it takes for one without a gradient has one here",
  "avgPool ort {} gradient x=[3,3,1] f=[3,3] s=1 p=explicit":
    "a mean at a padded border is of fewer numbers, and so is its gradient; the test divides by the whole window",
  "maximum ort {} gradients: Tensor1D":
    "equal numbers share the gradient, as in PyTorch; the test gives it to the first alone",
  "maximum ort {} gradients: Tensor2D":
    "equal numbers share the gradient, as in PyTorch; the test gives it to the first alone",
  "minimum ort {} gradients: Tensor1D":
    "equal numbers share the gradient, as in PyTorch; the test gives it to the first alone",
  "minimum ort {} gradients: Tensor2D":
    "equal numbers share the gradient, as in PyTorch; the test gives it to the first alone",
  "max ort {} max gradient: 1D, ties":
    "equal numbers share the gradient, as in PyTorch; the test gives each the whole, of which the sum is not that of dy",
  "max ort {} max gradient: ties, 2D, axes=-1, keepDims=false":
    "equal numbers share the gradient, as in PyTorch; the test gives each the whole, of which the sum is not that of dy",
  "max ort {} max gradient: ties, 3D, axes=[1, 2], keepDims=false":
    "equal numbers share the gradient, as in PyTorch; the test gives each the whole, of which the sum is not that of dy",
  "max ort {} max gradient: ties, 4D, axes=[1, 2, 3], keepDims=false":
    "equal numbers share the gradient, as in PyTorch; the test gives each the whole, of which the sum is not that of dy",
  "max ort {} max gradient: ties, 4D, axes=[2, 3], keepDims=true":
    "equal numbers share the gradient, as in PyTorch; the test gives each the whole, of which the sum is not that of dy",
  "min ort {} min gradient: 1D, ties":
    "equal numbers share the gradient, as in PyTorch; the test gives each the whole, of which the sum is not that of dy",
  "min ort {} min gradient: ties, 2D, axes=-1, keepDims=false":
    "equal numbers share the gradient, as in PyTorch; the test gives each the whole, of which the sum is not that of dy",
  "min ort {} min gradient: ties, 3D, axes=[1, 2], keepDims=false":
    "equal numbers share the gradient, as in PyTorch; the test gives each the whole, of which the sum is not that of dy",
  "min ort {} min gradient: ties, 4D, axes=[1, 2, 3], keepDims=false":
    "equal numbers share the gradient, as in PyTorch; the test gives each the whole, of which the sum is not that of dy",
  "min ort {} min gradient: ties, 4D, axes=[2, 3], keepDims=true":
    "equal numbers share the gradient, as in PyTorch; the test gives each the whole, of which the sum is not that of dy",
  "mirrorPad ort {} grad": "what is mirrored adds to where it came from; the test leaves it out",
  "mirrorPad ort {} gradient with clones":
    "what is mirrored adds to where it came from; the test leaves it out",
  "depthwiseConv2d gradients ort {} throws error on dilations > 1":
    "dilated depthwise convolutions have a gradient here",
};

/**
 * Those that fail on the provider "webgpu" as well, on SwiftShader; another driver may pass some of them. WGSL, the
 * language of its kernels, lets a driver compute as if there were no NaN, and gives sine and cosine an absolute error
 * of 2^-11.
 */
const NAN = "WGSL lets a driver compute as if there were no NaN";
const SINE = "WGSL gives sine and cosine an absolute error of 2^-11";
export const webGpuExceptions = {
  "debug off ort {} no errors where there are nans, and debug mode is disabled": NAN,
  "acosh ort {} propagates NaNs": NAN,
  "acosh ort {} NaN outside function domain": NAN,
  "pow ort {} negative base and fract exponent NaN": NAN,
  "asinh ort {} propagates NaNs": NAN,
  "atanh ort {} propagates NaNs": NAN,
  "atanh ort {} NaN outside function domain": NAN,
  "atan2 ort {} propagates NaNs": NAN,
  "atan2 ort {} atan2 of scalar and array propagates NaNs": NAN,
  "atan2 ort {} atan2 vec4 NaNs": NAN,
  "atan2 ort {} atan2 vec4 all NaNs": NAN,
  "clipByValue ort {} basic vec4": NAN,
  "clipByValue ort {} propagates NaNs": NAN,
  "cos ort {} gradients: Scalar": SINE,
  "cos ort {} gradient with clones": SINE,
  "log1p ort {} log1p propagates NaNs": NAN,
  "log ort {} log propagates NaNs": NAN,
  "log ort {} negtive values": NAN,
  "logLoss ort {} 1D - Check for negative values": NAN,
  "max ort {} return NaNs": NAN,
  "min ort {} return NaNs": NAN,
  "relu ort {} propagates NaNs, float32": NAN,
  "sigmoid ort {} propagates NaNs": NAN,
  "softmax ort {} Propagates NaNs": NAN,
  "step kernel ort {} with 1d tensor and alpha": NAN,
  "step kernel ort {} propagates NaNs": NAN,
  "tan ort {} gradients: Tensor2D": SINE,
};

const PENDING =
  "TensorFlow.js computes this operation and reads its inputs, which are pending in a page";
const CANVAS =
  "the test takes the backend's name for the kind of a canvas, and there is none of the name ort";

/** Those that fail in a page, where values arrive later, as well. */
export const pageExceptions = {
  "bincount ort {} hands output from other ops.": PENDING,
  "denseBincount ort {} handle output from other ops.": PENDING,
  "draw on canvas context ort {} draw image with 4 channels and int values": CANVAS,
  "draw on canvas context ort {} draw image with 4 channels and int values, alpha=0.5": CANVAS,
  "draw on canvas context ort {} draw image with 4 channels and float values": CANVAS,
  "draw on canvas context ort {} draw image with 3 channels and int values": CANVAS,
  "draw on canvas context ort {} draw image with 3 channels and int values, alpha=0.5": CANVAS,
  "draw on canvas context ort {} draw image with 3 channels and float values": CANVAS,
  "draw on canvas context ort {} draw 2D image in grayscale": CANVAS,
  "draw on canvas context ort {} draw image with alpha=0.5": CANVAS,
  "draw on canvas context ort {} draw image works when canvas has been used for 2d": CANVAS,
  "threshold ort {} method otsu": PENDING,
  "threshold ort {} method otsu, inverted = true": PENDING,
  "multinomial ort {} Flip a ten-sided coin and check bounds": PENDING,
  "stft ort {} 3 length with hann window": PENDING,
  "stft ort {} 3 length with hann window (sequencial number)": PENDING,
  "stft ort {} 3 length, 2 step with hann window": PENDING,
  "stft ort {} 3 fftLength, 5 frameLength, 2 step": PENDING,
  "stft ort {} 5 length with hann window": PENDING,
  "stft ort {} 5 length with hann window (sequential)": PENDING,
  "stft ort {} 3 length with hamming window": PENDING,
  "stft ort {} 3 length, 2 step with hamming window": PENDING,
  "stft ort {} 3 fftLength, 5 frameLength, 2 step with hamming window": PENDING,
  "stft ort {} 3 length without window function": PENDING,
  "stft ort {} 3 length, 2 step without window function": PENDING,
  "sparseToDense ort {} should work for matrix": PENDING,
  "sparseToDense ort {} should support TensorLike inputs": PENDING,
  "1D IRFFT ort {} should return the same value with TensorFlow (5 elements)": PENDING,
  "1D IRFFT ort {} should return the same value with TensorFlow (5 elements) with imag": PENDING,
  "2D IRFFT ort {} should return the same value with TensorFlow (2x3 elements)": PENDING,
  "2D IRFFT ort {} should return the same value with TensorFlow (2x3 elements) with imag": PENDING,
  "3D IRFFT ort {} should return the same value with TensorFlow (2x2x3 elements)": PENDING,
  "3D IRFFT ort {} should return the same value with TensorFlow (2x2x3 elements) with imag":
    PENDING,
  "1D RFFT ort {} should return the same value with TensorFlow (3 elements)": PENDING,
  "1D RFFT ort {} should calculate from tensor directly": PENDING,
  "1D RFFT ort {} should return the same value with TensorFlow (6 elements)": PENDING,
  "1D RFFT ort {} should return the same value without any fftLength": PENDING,
  "1D RFFT ort {} should return the value with cropped input": PENDING,
  "1D RFFT ort {} should return the value with padded input": PENDING,
  "2D RFFT ort {} should return the same value with TensorFlow (2x2 elements)": PENDING,
  "2D RFFT ort {} should return the same value with TensorFlow (2x3 elements)": PENDING,
  "2D RFFT ort {} should return the same value with TensorFlow (2x2x2 elements)": PENDING,
  "2D RFFT ort {} should return the value with cropping": PENDING,
  "2D RFFT ort {} should return the value with padding": PENDING,
};
