import {
  type GradConfig,
  type Tensor,
  broadcastTo,
  einsum,
  registerGradient,
  reshape,
} from "@tensorflow/tfjs-core";

/** The gradient to one operand is a product of the others with dL/dy, over the letters it lacks. */
registerGradient({
  kernelName: "Einsum",
  saveAllInputs: true,
  gradFunc: ((dy: Tensor, operands: Tensor[], { equation }: { equation: string }) => {
    const [left, out] = equation.replaceAll(" ", "").split("->");
    const terms = left.split(",");
    return Object.fromEntries(
      operands.map((x, place) => [
        String(place),
        () => {
          const others = operands.flatMap((tensor, i) =>
            i === place ? [] : [{ tensor, term: terms[i] }],
          );
          const parts = [{ tensor: dy, term: out }, ...others];
          const known = [...terms[place]].filter((letter) =>
            parts.some(({ term }) => term.includes(letter)),
          );
          const used = parts.map(({ term }) => term).join(",");
          const found = einsum(`${used}->${known.join("")}`, ...parts.map(({ tensor }) => tensor));
          // Letters that occur here alone were summed: their numbers share one gradient.
          const kept = x.shape.map((side, axis) => (known.includes(terms[place][axis]) ? side : 1));
          return broadcastTo(reshape(found, kept), x.shape);
        },
      ]),
    );
  }) as unknown as GradConfig["gradFunc"],
});
