/** A SentencePiece model of these pieces, with a field of each other kind that a reader has to skip. */
export function sentencePieceBytes(pieces: readonly { readonly text: string; readonly score: number }[]): Uint8Array {
  const parts: Uint8Array[] = [];
  for (const { text, score } of pieces) {
    const bytes = Buffer.from(text, 'utf8');
    const scoreBytes = Buffer.alloc(4);
    scoreBytes.writeFloatLE(score);
    // piece = 1 (bytes), score = 2 (32 bits), type = 3 (a varint)
    const message = Buffer.concat([
      Buffer.from([0x0a, bytes.length]),
      bytes,
      Buffer.from([0x15]),
      scoreBytes,
      Buffer.from([0x18, 0x01]),
    ]);
    parts.push(Buffer.from([0x0a, message.length]), message);
  }
  // trainer_spec = 2 (bytes), and a field of 64 bits.
  parts.push(Buffer.from([0x12, 0x02, 0x08, 0x01]), Buffer.from([0x29, 0, 0, 0, 0, 0, 0, 0, 0]));
  return new Uint8Array(Buffer.concat(parts));
}
