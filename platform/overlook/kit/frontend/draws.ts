// Random numbers from a seed, without a DOM. `overlook/figures/draws.py` is the same in Python.

/** mulberry32: the same 32-bit steps in both languages. */
export function uniforms(seed: number, count: number): Float64Array {
  const found = new Float64Array(count);
  let state = seed >>> 0;
  for (let index = 0; index < count; index++) {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    found[index] = ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  }
  return found;
}

/** Standard Gaussian numbers, two from each two uniform ones (Box and Muller). */
export function normals(seed: number, count: number): Float64Array {
  const found = uniforms(seed, count + (count % 2));
  for (let index = 0; index < found.length; index += 2) {
    const radius = Math.sqrt(-2 * Math.log(1 - found[index]!));
    const angle = 2 * Math.PI * found[index + 1]!;
    found[index] = radius * Math.cos(angle);
    found[index + 1] = radius * Math.sin(angle);
  }
  return found.subarray(0, count);
}
