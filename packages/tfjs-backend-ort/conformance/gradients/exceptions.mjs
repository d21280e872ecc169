const CUSTOM =
  "its gradient is part of the public function (customGrad), which no kernel's gradient can replace";

/** Cases that are not as in PyTorch, each with the reason. They must fail, so that the list stays true. */
export const exceptions = {
  "losses.softmaxCrossEntropy, labels": `${CUSTOM}: it has another sign and subtracts the labels`,
  "logSoftmax, second order": `${CUSTOM}, and goes through a saved output`,
};
