// Differentiable operations of TensorFlow.js in their options, each beside the same in PyTorch.
// oxlint-disable import/namespace -- operations are looked up by their names
import * as tf from "@tensorflow/tfjs-core";

/** Numbers between `low` and `high` in an order that looks random, the same for the same shape. */
const u = (shape, low = 0.3, high = 1.7) => {
  const size = shape.reduce((product, side) => product * side, 1);
  const at = (i) => low + (high - low) * ((((i + 1) * 0.6180339887 + size * 0.123) * 7.31) % 1);
  return { shape, values: Array.from({ length: size }, (_, i) => Math.fround(at(i))) };
};
const v = (values, shape = [values.length]) => ({ shape, values });
const i32 = (values, shape = [values.length]) => tf.tensor(values, shape, "int32");
const signed = (shape) => u(shape, -2, 2);

/** [what it is, inputs a, b, ..., in TensorFlow.js, in PyTorch (of a, b, ...), options] */
const rows = [];
const add = (name, inputs, fn, torch, options = {}) =>
  rows.push({ name, inputs, fn, torch, ...options });

for (const [name, torch, input = signed([2, 3])] of [
  ["abs", "a.abs()"], ["acos", "a.acos()", u([3], -0.8, 0.8)], ["acosh", "a.acosh()", u([3], 1.2, 3)],
  ["asin", "a.asin()", u([3], -0.8, 0.8)], ["asinh", "a.asinh()"], ["atan", "a.atan()"],
  ["atanh", "a.atanh()", u([3], -0.8, 0.8)], ["ceil", "a.ceil()"], ["cos", "a.cos()"], ["cosh", "a.cosh()"],
  ["elu", "F.elu(a)"], ["erf", "a.erf()"], ["exp", "a.exp()"], ["expm1", "a.expm1()"], ["floor", "a.floor()"],
  ["leakyRelu", "F.leaky_relu(a, 0.2)"], ["log", "a.log()", u([3])], ["log1p", "a.log1p()", u([3])],
  ["logSigmoid", "F.logsigmoid(a)"], ["neg", "-a"], ["reciprocal", "1 / a"], ["relu", "F.relu(a)", v([-1, 0, 2])],
  ["relu6", "F.relu6(a)", v([-1, 0, 2, 7])], ["round", "a.round()"], ["rsqrt", "a.rsqrt()", u([3])],
  ["selu", "F.selu(a)"], ["sigmoid", "a.sigmoid()"], ["sign", "a.sign()"], ["sin", "a.sin()"], ["sinh", "a.sinh()"],
  ["softplus", "F.softplus(a)"], ["sqrt", "a.sqrt()", u([3])], ["square", "a ** 2"], ["step", "0 * a"],
  ["tan", "a.tan()", u([3], -1, 1)], ["tanh", "a.tanh()"], ["softmax", "a.softmax(-1)"], ["logSoftmax", "a.log_softmax(-1)"],
]) add(name, [input], (a) => tf[name](a), torch); // prettier-ignore
for (const [name, torch] of [
  ["exp", "a.exp()"], ["sigmoid", "a.sigmoid()"], ["tanh", "a.tanh()"], ["softmax", "a.softmax(-1)"], ["elu", "F.elu(a)"],
  ["selu", "F.selu(a)"], ["sqrt", "a.sqrt()"], ["rsqrt", "a.rsqrt()"], ["log", "a.log()"], ["softplus", "F.softplus(a)"],
  ["square", "a ** 2"], ["reciprocal", "1 / a"], ["sin", "a.sin()"], ["erf", "a.erf()"], ["logSigmoid", "F.logsigmoid(a)"],
  ["asinh", "a.asinh()"], ["atan", "a.atan()"], ["expm1", "a.expm1()"], ["log1p", "a.log1p()"], ["tan", "a.tan()"],
  ["logSoftmax", "a.log_softmax(-1)"],
]) add(`${name}, second order`, [u([2, 3], 0.3, 1.3)], (a) => tf[name](a), torch, { second: true }); // prettier-ignore

const shapes = [[[2, 3], [2, 3]], [[2, 3], [3]], [[3], [2, 3]], [[2, 1], [1, 3]], [[], [2, 2]], [[2, 1, 2], [3, 1]]]; // prettier-ignore
for (const [name, torch] of [
  ["add", "a + b"],
  ["sub", "a - b"],
  ["mul", "a * b"],
  ["div", "a / b"],
  ["maximum", "torch.maximum(a, b)"],
  ["minimum", "torch.minimum(a, b)"],
  ["pow", "a ** b"],
  ["squaredDifference", "(a - b) ** 2"],
  ["atan2", "torch.atan2(a, b)"],
  ["mod", "torch.remainder(a, b)"],
  ["floorDiv", "torch.div(a, b, rounding_mode='floor')"],
  ["prelu", "torch.where(a > 0, a, a * b)"],
  ["divNoNan", "a / b"],
])
  for (const [s, t] of shapes)
    // prettier-ignore
    add(`${name} of [${s}] and [${t}]`, [name === "prelu" ? signed(s) : u(s), u(t, 0.4, 1.9)], (a, b) => tf[name](a, b), torch);
add("maximum at ties", [v([1, 2, 3]), v([2, 2, 2])], tf.maximum, "torch.maximum(a, b)");
add("minimum at ties", [v([1, 2, 3]), v([2, 2, 2])], tf.minimum, "torch.minimum(a, b)");
add("pow, second order", [u([3]), u([3])], tf.pow, "a ** b", { second: true });
add(
  "pow of 0",
  [v([0, 0, 2])],
  (a) => tf.pow(a, tf.tensor1d([0, 1, 2])),
  "a ** torch.tensor([0., 1., 2.])",
);
add(
  "clipByValue at its bounds",
  [v([-1, 0, 0.5, 1, 2])],
  (a) => tf.clipByValue(a, 0, 1),
  "a.clamp(0, 1)",
);
add("addN of one", [u([3])], (a) => tf.addN([a]), "a");
add("addN of three", [u([3]), u([3]), u([3])], (...list) => tf.addN(list), "a + b + c");
add(
  "where, broadcast",
  [u([2, 3]), u([3])],
  (a, b) => tf.where(tf.greater(a, 1), a, b),
  "torch.where(a > 1, a, b)",
);
add(
  "where(less), smooth L1",
  [signed([2, 3])],
  (a) => tf.where(tf.less(tf.abs(a), 1), tf.mul(0.5, tf.square(a)), tf.sub(tf.abs(a), 0.5)),
  "F.smooth_l1_loss(a, 0 * a, reduction='none')",
);
for (const op of ["equal", "notEqual", "greater", "greaterEqual", "less", "lessEqual"])
  add(
    `a weight from ${op}`,
    [signed([2, 3]), u([3])],
    (a, b) => tf.mul(a, tf.cast(tf[op](a, b), "float32")),
    `a * (torch.${{ equal: "eq", notEqual: "ne", greater: "gt", greaterEqual: "ge", less: "lt", lessEqual: "le" }[op]}(a, b)).double() + 0 * b`,
  );
add(
  "a weight from logic",
  [signed([2, 3])],
  (a) =>
    tf.mul(
      a,
      tf.cast(
        tf.logicalOr(
          tf.logicalAnd(tf.greater(a, 0), tf.less(a, 1)),
          tf.logicalNot(tf.greater(a, -1)),
        ),
        "float32",
      ),
    ),
  "a * (((a > 0) & (a < 1)) | ~(a > -1)).double()",
);

for (const [ta, tb] of [
  [0, 0],
  [0, 1],
  [1, 0],
  [1, 1],
])
  // prettier-ignore
  for (const [p, q] of [[[], []], [[2], [2]], [[1], [2]], [[2], [1]], [[], [2]], [[2], []], [[2, 1], [1, 3]]]) // prettier-ignore
    add(`matMul ${ta}${tb} of batches [${p}] and [${q}]`, [u([...p, ...(ta ? [3, 2] : [2, 3])]), u([...q, ...(tb ? [4, 3] : [3, 4])])], (a, b) => tf.matMul(a, b, !!ta, !!tb), `torch.matmul(${ta ? "a.mT" : "a"}, ${tb ? "b.mT" : "b"})`);
add("matMul, second order", [u([2, 3]), u([3, 2])], (a, b) => tf.matMul(a, b), "a @ b", {
  second: true,
});
add("dot", [u([3]), u([3, 2])], tf.dot, "a @ b");
add("outerProduct", [u([3]), u([2])], tf.outerProduct, "torch.outer(a, b)");
add(
  "fused matMul",
  [u([2, 3]), u([3, 2]), u([2])],
  (a, b, bias) => tf.fused.matMul({ a, b, bias, activation: "relu" }),
  "F.relu(a @ b + c)",
);
for (const [equation, ...s] of [
  ["ij,jk->ik", [2, 3], [3, 4]], ["ij,jk->ki", [2, 3], [3, 4]], ["bij,bjk->bik", [2, 2, 3], [2, 3, 2]], ["ij->ji", [2, 3]],
  ["ij->i", [2, 3]], ["ij->", [2, 3]], ["i,j->ij", [2], [3]], ["ij,ij->i", [2, 3], [2, 3]], ["ij,kl->il", [2, 3], [2, 4]], ["bhqd,bhkd->bhqk", [1, 2, 3, 2], [1, 2, 4, 2]],
]) add(`einsum ${equation}`, s.map((shape) => u(shape)), (...list) => tf.einsum(equation, ...list), `torch.einsum("${equation}", ${["a", "b"].slice(0, s.length).join(", ")})`); // prettier-ignore

for (const [axis, keep] of [
  [null, false],
  [0, false],
  [-1, true],
  [[0, 2], false],
  [[-2], true],
]) {
  const at =
    axis === null ? "(0, 1, 2)" : Array.isArray(axis) ? `(${axis.join(", ")},)` : `(${axis},)`;
  const k = keep ? "True" : "False";
  const options = [axis ?? undefined, keep];
  for (const [name, torch] of [
    ["sum", "sum"],
    ["mean", "mean"],
    ["max", "amax"],
    ["min", "amin"],
    ["logSumExp", "logsumexp"],
  ])
    // prettier-ignore
    add(`${name} over ${axis}, ${keep}`, [signed([2, 3, 2])], (a) => tf[name](a, ...options), `a.${torch}(${at}, keepdim=${k})`);
  add(
    `norm over ${axis}, ${keep}`,
    [signed([2, 3, 2])],
    (a) => tf.norm(a, "euclidean", ...options),
    `(a ** 2).sum(${at}, keepdim=${k}).sqrt()`,
  );
  add(
    `variance over ${axis}, ${keep}`,
    [signed([2, 3, 2])],
    (a) => tf.moments(a, ...options).variance,
    `a.var(${at}, unbiased=False, keepdim=${k})`,
  );
}
add("max at ties", [v([1, 3, 3, 2, 2, 2], [2, 3])], (a) => tf.max(a, 1), "a.amax(1)");
add("min at ties", [v([1, 1, 3, 2, 2, 2], [2, 3])], (a) => tf.min(a, 1), "a.amin(1)");
for (const axis of [0, 1, -1]) {
  add(`prod along ${axis}`, [signed([2, 3])], (a) => tf.prod(a, axis), `a.prod(${axis})`);
  for (const [e, r] of [
    [0, 0],
    [1, 0],
    [0, 1],
    [1, 1],
  ])
    // prettier-ignore
    for (const name of ["cumsum", "cumprod"])
      add(`${name} along ${axis}, ${e}${r}`, [signed([2, 3, 2])], (a) => tf[name](a, axis, !!e, !!r), `scan(a, "${name}", ${axis}, ${e}, ${r})`);
}
add("prod with a zero", [v([2, 0, 3])], (a) => tf.prod(a), "a.prod()");
add("cumprod with a zero", [v([2, 0, 3])], (a) => tf.cumprod(a), "a.cumprod(0)");
add("topk", [signed([2, 5])], (a) => tf.topk(a, 3).values, "a.topk(3).values");
add("topk at ties", [v([1, 1, 2])], (a) => tf.topk(a, 1).values, "a.topk(1).values");

const picks = (axis) => `a.index_select(${axis}, torch.tensor([0, 1, 1]))`;
for (const axis of [0, 1, 2, -1, -2])
  add(
    `gather along ${axis}`,
    [u([2, 3, 2])],
    (a) => tf.gather(a, i32([0, 1, 1]), axis),
    picks(axis),
  );
add(
  "gather by a matrix",
  [u([3, 2])],
  (a) => tf.gather(a, i32([0, 2, 2, 1], [2, 2])),
  "a[torch.tensor([[0, 2], [2, 1]])]",
);
add(
  "gather with batchDims 1",
  [u([2, 3])],
  (a) => tf.gather(a, i32([0, 0, 2, 1], [2, 2]), 1, 1),
  "a.gather(1, torch.tensor([[0, 0], [2, 1]]))",
);
add(
  "gather with batchDims 1 along a later axis",
  [u([2, 2, 3])],
  (a) => tf.gather(a, i32([0, 0, 2, 1], [2, 2]), 2, 1),
  "torch.stack([a[0][:, [0, 0]], a[1][:, [2, 1]]])",
);
add(
  "gatherND",
  [u([2, 3, 2])],
  (a) => tf.gatherND(a, i32([0, 1, 1, 2, 0, 1], [3, 2])),
  "a[[0, 1, 0], [1, 2, 1]]",
);
add(
  "scatterND",
  [u([3, 2])],
  (a) => tf.scatterND(i32([3, 0, 3], [3, 1]), a, [4, 2]),
  "torch.zeros(4, 2, dtype=a.dtype).index_add(0, torch.tensor([3, 0, 3]), a)",
);
add(
  "tensorScatterUpdate",
  [u([3, 2]), u([2, 2])],
  (a, b) => tf.tensorScatterUpdate(a, i32([2, 0], [2, 1]), b),
  "a.index_copy(0, torch.tensor([2, 0]), b)",
);
add(
  "unsortedSegmentSum",
  [u([3, 2])],
  (a) => tf.unsortedSegmentSum(a, i32([1, 0, 1]), 2),
  "torch.zeros(2, 2, dtype=a.dtype).index_add(0, torch.tensor([1, 0, 1]), a)",
);
add(
  "stridedSlice",
  [u([4, 5])],
  (a) => tf.stridedSlice(a, [1, 0], [4, 5], [2, 3]),
  "a[1:4:2, 0:5:3]",
);
add(
  "stridedSlice backwards",
  [u([4])],
  (a) => tf.stridedSlice(a, [3], [0], [-2]),
  "a.flip(0)[0:3:2]",
);
add("slice", [u([3, 4])], (a) => tf.slice(a, [1, 0], [2, 3]), "a[1:3, 0:3]");
add("diag", [u([3])], tf.diag, "torch.diag(a)");
add("bandPart", [u([3, 3])], (a) => tf.linalg.bandPart(a, 1, 0), "a.tril().triu(-1)");

for (const axis of [0, 1, -1]) {
  add(
    `concat along ${axis}`,
    [u([2, 3]), u([2, 3], 0, 2)],
    (a, b) => tf.concat([a, b], axis),
    `torch.cat([a, b], ${axis})`,
  );
  add(
    `stack along ${axis}`,
    [u([2, 3]), u([2, 3], 0, 2)],
    (a, b) => tf.stack([a, b], axis),
    `torch.stack([a, b], ${axis})`,
  );
  add(`unstack along ${axis}`, [u([2, 3])], (a) => tf.unstack(a, axis)[1], `a.unbind(${axis})[1]`);
  add(
    `split along ${axis}`,
    [u([2, 4])],
    (a) => tf.split(a, [1, axis === 0 ? 1 : 3], axis)[1],
    `a.split([1, ${axis === 0 ? 1 : 3}], ${axis})[1]`,
  );
  add(`reverse along ${axis}`, [u([2, 3])], (a) => tf.reverse(a, axis), `a.flip(${axis})`);
  add(`expandDims at ${axis}`, [u([2, 3])], (a) => tf.expandDims(a, axis), `a.unsqueeze(${axis})`);
}
add("split into one", [u([2, 3])], (a) => tf.split(a, 1, 0)[0], "a");
add("unstack into one", [u([1, 3])], (a) => tf.unstack(a)[0], "a[0]");
add("concat of one", [u([2])], (a) => tf.concat([a]), "a");
add("stack of one", [u([2])], (a) => tf.stack([a], -1), "a.unsqueeze(-1)");
add("transpose", [u([2, 3, 2])], (a) => tf.transpose(a, [2, 0, 1]), "a.permute(2, 0, 1)");
add("reshape", [u([2, 3])], (a) => tf.reshape(a, [3, -1]), "a.reshape(3, -1)");
add("broadcastTo", [u([2, 1])], (a) => tf.broadcastTo(a, [3, 2, 4]), "a.expand(3, 2, 4)");
for (const [s, r] of [[[2], [3]], [[2, 3], [2, 1]], [[1, 2, 1, 2], [2, 1, 3, 1]], [[1, 2, 1, 1, 2], [2, 1, 2, 1, 2]]]) add(`tile of rank ${s.length}`, [u(s)], (a) => tf.tile(a, r), `a.repeat(${r.join(", ")})`); // prettier-ignore
add("pad", [u([2, 3])], (a) => tf.pad(a, [[1, 0], [2, 1]], 5), "F.pad(a, (2, 1, 1, 0), value=5.)"); // prettier-ignore
add("mirrorPad reflect", [u([1, 3, 4])], (a) => tf.mirrorPad(a, [[0, 0], [1, 2], [2, 1]], "reflect"), "F.pad(a, (2, 1, 1, 2), mode='reflect')"); // prettier-ignore
add("mirrorPad symmetric", [u([3])], (a) => tf.mirrorPad(a, [[2, 1]], "symmetric"), "a[[1, 0, 0, 1, 2, 2]]"); // prettier-ignore
add(
  "depthToSpace",
  [u([1, 2, 3, 8])],
  (a) => tf.depthToSpace(a, 2, "NHWC"),
  "a.reshape(1, 2, 3, 2, 2, 2).permute(0, 1, 3, 2, 4, 5).reshape(1, 4, 6, 2)",
);
add("spaceToBatchND", [u([1, 4, 4, 1])], (a) => tf.spaceToBatchND(a, [2, 2], [[0, 0], [0, 0]]), "a.reshape(1, 2, 2, 2, 2, 1).permute(2, 4, 0, 1, 3, 5).reshape(4, 2, 2, 1)"); // prettier-ignore
add("flipLeftRight", [u([1, 2, 3, 2])], (a) => tf.image.flipLeftRight(a), "a.flip(2)");

// Of a filter that is not square and a number as padding, TensorFlow.js computes too few columns.
const rect = (pad) => (typeof pad === "number" ? 3 : 2);
const image = u([2, 5, 6, 2]);
for (const [stride, pad, dilation] of [
  [1, "same", 1],
  [2, "same", 1],
  [1, "valid", 1],
  [2, 1, 1],
  [
    1,
    [
      [0, 0],
      [1, 0],
      [2, 1],
      [0, 0],
    ],
    1,
  ],
  [1, "same", 2],
  [1, "valid", [1, 2]],
  [1, 2, 2],
  [1, "same", 3],
]) {
  const torch = (kind) =>
    `${kind}(a, b, ${stride}, ${JSON.stringify(pad)}, ${JSON.stringify(dilation)})`;
  const options = `stride ${stride}, pad ${JSON.stringify(pad)}, dilation ${dilation}`;
  add(
    `conv2d, ${options}`,
    [image, signed([3, rect(pad), 2, 3])],
    (a, b) => tf.conv2d(a, b, stride, pad, "NHWC", dilation),
    torch("conv2d"),
  );
  add(
    `depthwiseConv2d, ${options}`,
    [image, signed([3, rect(pad), 2, 2])],
    (a, b) => tf.depthwiseConv2d(a, b, stride, pad, "NHWC", dilation),
    torch("depthwise"),
  );
  if (!Array.isArray(pad) && typeof pad !== "number")
    add(
      `conv3d, ${options}`,
      [u([1, 3, 5, 4, 1]), signed([1, 2, 2, 1, 2])],
      (a, b) =>
        tf.conv3d(
          a,
          b,
          stride,
          pad,
          "NDHWC",
          Array.isArray(dilation) ? [1, ...dilation] : [1, dilation, dilation],
        ),
      `conv3d(a, b, ${stride}, "${pad}", ${JSON.stringify(Array.isArray(dilation) ? [1, ...dilation] : [1, dilation, dilation])})`,
    );
}
add(
  "conv2d, second order",
  [u([1, 3, 4, 2]), signed([2, 2, 2, 2])],
  (a, b) => tf.conv2d(a, b, 1, "same"),
  "conv2d(a, b, 1, 'same', 1)",
  { second: true },
);
add(
  "dilated conv2d, second order",
  [u([1, 4, 4, 1]), signed([2, 2, 1, 2])],
  (a, b) => tf.conv2d(a, b, 1, "same", "NHWC", 2),
  "conv2d(a, b, 1, 'same', 2)",
  { second: true },
);
add(
  "depthwiseConv2d, second order",
  [u([1, 3, 4, 2]), signed([2, 2, 2, 1])],
  (a, b) => tf.depthwiseConv2d(a, b, 1, "same"),
  "depthwise(a, b, 1, 'same', 1)",
  { second: true },
);
add(
  "conv1d",
  [u([1, 5, 2]), signed([3, 2, 2])],
  (a, b) => tf.conv1d(a, b, 1, "valid", "NWC", 2),
  "F.conv1d(a.permute(0, 2, 1), b.permute(2, 1, 0), dilation=2).permute(0, 2, 1)",
);
add(
  "conv2dTranspose",
  [u([1, 2, 3, 2]), signed([3, 3, 4, 2])],
  (a, b) => tf.conv2dTranspose(a, b, [1, 5, 7, 4], 2, "valid"),
  "F.conv_transpose2d(a.permute(0, 3, 1, 2), b.permute(3, 2, 0, 1), stride=2).permute(0, 2, 3, 1)",
);
add(
  "fused conv2d",
  [u([1, 3, 3, 1]), signed([2, 2, 1, 2]), signed([2])],
  (x, filter, bias) =>
    tf.fused.conv2d({ x, filter, bias, strides: 1, pad: "same", activation: "relu" }),
  "F.relu(conv2d(a, b, 1, 'same', 1) + c)",
);
for (const [side, stride, pad] of [
  [2, 2, "valid"],
  [3, 1, "same"],
  [3, 2, "same"],
  [2, 1, 1],
  [
    3,
    2,
    [
      [0, 0],
      [1, 2],
      [0, 1],
      [0, 0],
    ],
  ],
]) {
  // prettier-ignore
  const options = `${side}, stride ${stride}, pad ${JSON.stringify(pad)}`;
  add(
    `avgPool ${options}`,
    [image],
    (a) => tf.avgPool(a, side, stride, pad),
    `avgpool(a, ${side}, ${stride}, ${JSON.stringify(pad)})`,
  );
  add(
    `maxPool ${options}`,
    [image],
    (a) => tf.maxPool(a, side, stride, pad),
    `maxpool(a, ${side}, ${stride}, ${JSON.stringify(pad)})`,
  );
}
add(
  "avgPool, second order",
  [u([1, 3, 4, 1])],
  (a) => tf.square(tf.avgPool(tf.square(a), 2, 1, "same")),
  "avgpool(a ** 2, 2, 1, 'same') ** 2",
  { second: true },
);
add(
  "maxPool, second order",
  [u([1, 3, 4, 1])],
  (a) => tf.square(tf.maxPool(tf.square(a), 2, 1, "same")),
  "maxpool(a ** 2, 2, 1, 'same') ** 2",
  { second: true },
);
add(
  "maxPool at ties",
  [v([1, 1, 1, 1], [1, 2, 2, 1])],
  (a) => tf.maxPool(a, 2, 2, "valid"),
  "maxpool(a, 2, 2, 'valid')",
);
add(
  "maxPoolWithArgmax",
  [image],
  (a) => tf.maxPoolWithArgmax(a, 2, 2, "same").result,
  "maxpool(a, 2, 2, 'same')",
);
add(
  "avgPool3d",
  [u([1, 3, 4, 3, 2])],
  (a) => tf.avgPool3d(a, 2, 1, "same"),
  "avgpool(a, 2, 1, 'same')",
);
add(
  "maxPool3d",
  [u([1, 3, 4, 3, 2])],
  (a) => tf.maxPool3d(a, 2, 2, "valid"),
  "maxpool(a, 2, 2, 'valid')",
);
for (const [h, w] of [
  [7, 4],
  [3, 9],
]) {
  // prettier-ignore
  const torch = (mode) => `F.interpolate(a.permute(0, 3, 1, 2), size=(${h}, ${w}), ${mode}).permute(0, 2, 3, 1)`;
  add(
    `resizeBilinear to ${h} x ${w}, half-pixel centers`,
    [image],
    (a) => tf.image.resizeBilinear(a, [h, w], false, true),
    torch("mode='bilinear', align_corners=False"),
  );
  add(
    `resizeBilinear to ${h} x ${w}, corners aligned`,
    [image],
    (a) => tf.image.resizeBilinear(a, [h, w], true),
    torch("mode='bilinear', align_corners=True"),
  );
  add(
    `resizeNearestNeighbor to ${h} x ${w}`,
    [image],
    (a) => tf.image.resizeNearestNeighbor(a, [h, w]),
    torch("mode='nearest'"),
  );
  add(
    `resizeNearestNeighbor to ${h} x ${w}, half-pixel centers`,
    [image],
    (a) => tf.image.resizeNearestNeighbor(a, [h, w], false, true),
    torch("mode='nearest-exact'"),
  );
}
add(
  "resizeBilinear, second order",
  [u([1, 2, 3, 1])],
  (a) => tf.square(tf.image.resizeBilinear(a, [3, 5], true)),
  "F.interpolate(a.permute(0, 3, 1, 2), size=(3, 5), mode='bilinear', align_corners=True).permute(0, 2, 3, 1) ** 2",
  { second: true },
);
const norm = (a, mean, variance, scale, offset) =>
  `(a - ${mean}) / (${variance} + 0.001).sqrt() * ${scale} + ${offset}`;
add(
  "batchNorm",
  [u([2, 2, 3, 2]), u([2]), u([2], 1, 2), u([2], 0, 1), u([2], 2, 3)],
  (x, m, q, o, s) => tf.batchNorm(x, m, q, o, s),
  norm("a", "b", "c", "e", "d"),
);
add(
  "batchNorm without scale",
  [u([2, 2, 3, 2]), u([2]), u([2], 1, 2), u([2], 0, 1)],
  (x, m, q, o) => tf.batchNorm(x, m, q, o),
  norm("a", "b", "c", "1", "d"),
);
add(
  "batchNorm without offset and scale",
  [u([2, 2, 3, 2]), u([2]), u([2], 1, 2)],
  (x, m, q) => tf.batchNorm(x, m, q),
  norm("a", "b", "c", "1", "0"),
);
add(
  "batchNorm of rank 2",
  [u([4, 3]), u([3]), u([3], 1, 2), u([3], 0, 1), u([3], 2, 3)],
  (x, m, q, o, s) => tf.batchNorm(x, m, q, o, s),
  norm("a", "b", "c", "e", "d"),
);
add(
  "localResponseNormalization",
  [u([1, 2, 2, 5])],
  (a) => tf.localResponseNormalization(a, 2, 1, 0.5, 0.75),
  "F.local_response_norm(a.permute(0, 3, 1, 2), 5, alpha=2.5, beta=0.75, k=1.).permute(0, 2, 3, 1)",
);
const { losses } = tf;
add(
  "losses.absoluteDifference",
  [u([2, 3]), signed([2, 3])],
  (a, b) => losses.absoluteDifference(a, b),
  "(a - b).abs().mean()",
);
add(
  "losses.computeWeightedLoss by nonzero weights",
  [signed([2, 3])],
  (a) => losses.computeWeightedLoss(tf.square(a), tf.cast(tf.greater(a, 0), "float32")),
  "(a ** 2 * (a > 0)).sum() / (a > 0).sum()",
);
add(
  "losses.cosineDistance",
  [u([2, 3]), u([2, 3], 0, 1)],
  (a, b) => losses.cosineDistance(a, b, 1),
  "(1 - (a * b).sum(1)).mean()",
);
add(
  "losses.hingeLoss",
  [v([0, 1, 1]), signed([3])],
  (a, b) => losses.hingeLoss(a, b),
  "F.relu(1 - (2 * a - 1) * b).mean()",
);
add(
  "losses.huberLoss",
  [u([2, 3]), signed([2, 3])],
  (a, b) => losses.huberLoss(a, b),
  "F.huber_loss(b, a)",
);
add(
  "losses.logLoss",
  [u([3], 0, 1), u([3], 0.1, 0.9)],
  (a, b) => losses.logLoss(a, b),
  "-(a * (b + 1e-7).log() + (1 - a) * (1 - b + 1e-7).log()).mean()",
);
add(
  "losses.meanSquaredError",
  [u([2, 3]), u([2, 3], 0, 1)],
  (a, b) => losses.meanSquaredError(a, b),
  "F.mse_loss(a, b)",
);
add(
  "losses.sigmoidCrossEntropy",
  [u([2, 3], 0, 1), signed([2, 3])],
  (a, b) => losses.sigmoidCrossEntropy(a, b),
  "(F.softplus(b) - a * b).mean()",
);
add("losses.softmaxCrossEntropy, logits", [signed([2, 3])], (b) => losses.softmaxCrossEntropy(tf.tensor2d([[1, 0, 0], [0.25, 0.25, 0.5]]), b), "-(torch.tensor([[1, 0, 0], [0.25, 0.25, 0.5]]) * a.log_softmax(1)).sum(1).mean()"); // prettier-ignore
add(
  "losses.softmaxCrossEntropy, labels",
  [u([2, 3], 0, 1), signed([2, 3])],
  (a, b) => losses.softmaxCrossEntropy(a, b),
  "-(a * b.log_softmax(1)).sum(1).mean()",
);

export const cases = rows;
