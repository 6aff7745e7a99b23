/** A piece of a SentencePiece vocabulary; its id is its place. */
export interface SentencePiece {
  readonly text: string;
  readonly score: number;
}

/** The file isn't a SentencePiece model. */
export class NotSentencePieceError extends Error {
  constructor() {
    super('not a SentencePiece model');
    this.name = 'NotSentencePieceError';
  }
}

/** Field numbers of `sentencepiece_model.proto`: ModelProto.pieces, SentencePiece.piece, SentencePiece.score. */
const PIECES = 1;
const PIECE = 1;
const SCORE = 2;

/** Wire types of protocol buffers. */
const VARINT = 0;
const FIXED_64 = 1;
const BYTES = 2;
const FIXED_32 = 5;

/** Reads the pieces and their scores out of a `tokenizer.model`; the rest of it is left alone. */
export function readSentencePieces(bytes: Uint8Array): readonly SentencePiece[] {
  const pieces: SentencePiece[] = [];
  forEachField(bytes, (field, value) => {
    if (field === PIECES && value instanceof Uint8Array) {
      pieces.push(readPiece(value));
    }
  });
  if (pieces.length === 0) {
    throw new NotSentencePieceError();
  }
  return pieces;
}

function readPiece(bytes: Uint8Array): SentencePiece {
  let text: string | undefined;
  let score = 0;
  forEachField(bytes, (field, value) => {
    if (field === PIECE && value instanceof Uint8Array) {
      text = decode(value);
    } else if (field === SCORE && typeof value === 'number') {
      score = value;
    }
  });
  if (text === undefined) {
    throw new NotSentencePieceError();
  }
  return { text, score };
}

/** Calls back with every field of a message: bytes, or the number of a 32-bit float; other numbers are skipped. */
function forEachField(
  bytes: Uint8Array,
  onField: (field: number, value: Uint8Array | number | undefined) => void,
): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let shift = 0; shift < 63; shift += 7) {
      const byte = bytes[at];
      if (byte === undefined) {
        throw new NotSentencePieceError();
      }
      at += 1;
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) {
        return value;
      }
    }
    throw new NotSentencePieceError();
  };
  const skip = (length: number): number => {
    const start = at;
    if (length > bytes.length - at) {
      throw new NotSentencePieceError();
    }
    at += length;
    return start;
  };
  while (at < bytes.length) {
    const tag = varint();
    const field = Math.floor(tag / 8);
    switch (tag % 8) {
      case VARINT:
        varint();
        onField(field, undefined);
        break;
      case FIXED_64:
        skip(8);
        onField(field, undefined);
        break;
      case BYTES: {
        const start = skip(varint());
        onField(field, bytes.subarray(start, at));
        break;
      }
      case FIXED_32:
        onField(field, view.getFloat32(skip(4), true));
        break;
      default:
        throw new NotSentencePieceError();
    }
  }
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new NotSentencePieceError();
  }
}
