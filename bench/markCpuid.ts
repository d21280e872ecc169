// Puts an instruction that no processor has (0F 0A) in the place of every CPUID (0F A2) of a copy of a library, so that
// hideAvx512.c can answer it on processors that do not let CPUID fail. Needs objdump, of the package binutils:
//   node --import tsx bench/markCpuid.ts libonnxruntime.so.1 copy/libonnxruntime.so.1
import { spawn } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { createInterface } from "node:readline";

const [library, copy] = process.argv.slice(2);
if (!library || !copy || library === copy)
  throw new Error("markCpuid: expected a library and the path of its copy");
const bytes = readFileSync(library);
const sections = executableSections(bytes);
// Only a disassembler tells instructions from the same two bytes within others.
const disassembler = spawn("objdump", ["-d", "--no-show-raw-insn", library], {
  stdio: ["ignore", "pipe", "inherit"],
});
const ended = once(disassembler, "close");
let marked = 0;
for await (const line of createInterface({ input: disassembler.stdout })) {
  const address = /^ *([0-9a-f]+):\tcpuid\b/.exec(line)?.[1];
  if (address === undefined) continue;
  const place = offsetOf(Number.parseInt(address, 16));
  if (bytes.readUInt16BE(place) !== 0x0fa2)
    throw new Error(`markCpuid: expected CPUID at ${address} of ${library}, got something else`);
  bytes.writeUInt16BE(0x0f0a, place);
  marked++;
}
const [status] = await ended;
if (status !== 0) throw new Error(`markCpuid: objdump failed with ${status} on ${library}`);
copyFileSync(library, copy); // with its permissions
writeFileSync(copy, bytes);
console.log(`${copy}: ${marked} instructions marked`);

/** The loaded parts of an ELF file for 64 bits that can be executed. */
function executableSections(elf: Buffer): { address: number; offset: number; size: number }[] {
  const [start, size, count] = [Number(elf.readBigUInt64LE(32)), elf.readUInt16LE(54), elf.readUInt16LE(56)]; // prettier-ignore
  return Array.from({ length: count }, (_, i) => start + i * size)
    .filter((at) => elf.readUInt32LE(at) === 1 && (elf.readUInt32LE(at + 4) & 1) === 1)
    .map((at) => ({
      offset: Number(elf.readBigUInt64LE(at + 8)),
      address: Number(elf.readBigUInt64LE(at + 16)),
      size: Number(elf.readBigUInt64LE(at + 32)),
    }));
}

function offsetOf(address: number): number {
  const section = sections.find((one) => address >= one.address && address < one.address + one.size); // prettier-ignore
  if (!section) throw new Error(`markCpuid: expected ${address} to be executable in ${library}`);
  return address - section.address + section.offset;
}
