const table = new Uint32Array(256).map((_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0x82f63b78 : value >>> 1;
  return value;
});

/** CRC-32C (Castagnoli, RFC 9260 appendix A) of `data`, with the four bytes at `zeroed` taken for zero. */
export function crc32c(data: Buffer, zeroed: number): number {
  let crc = 0xffff_ffff;
  for (let i = 0; i < data.length; i += 1) {
    const byte = i >= zeroed && i < zeroed + 4 ? 0 : (data[i] ?? 0);
    crc = (table[(crc ^ byte) & 0xff] ?? 0) ^ (crc >>> 8);
  }
  return (crc ^ 0xffff_ffff) >>> 0;
}
