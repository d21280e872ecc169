import fc from "fast-check";

/** Any shape of up to five axes with an order to store it in. */
export const storedShapes = fc
  .array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 5 })
  .chain((shape) => {
    const order = fc.shuffledSubarray([...shape.keys()], { minLength: shape.length });
    return fc.record({ shape: fc.constant(shape), from: order, to: order });
  });
