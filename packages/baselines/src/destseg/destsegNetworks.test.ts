import { featureNetworkNames, featureNetworks, receptiveField } from "@flawlens/backbones";
import { expect, test } from "vitest";
import { destsegNetworks } from "./destsegNetworks.ts";

test.each(featureNetworkNames)(
  "the student of %s has the teacher's strides and one beyond",
  (name) => {
    const { layers, encoder } = destsegNetworks(name);
    const { network } = featureNetworks[name];
    const teacher = layers.map((layer) => receptiveField(network, layer).x.stride);
    const student = encoder.layers.map((layer) => receptiveField(encoder.network, layer).x.stride);
    expect(student).toEqual([...teacher, 2 * teacher[2]]);
  },
);
