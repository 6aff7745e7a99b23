import { modelsmithError } from '../../base/errors.js';
import { decodeBfloat16, decodeFloat16, decodeInteger64 } from './kernels/decode-elements.js';
import { encodeBfloat16, encodeFloat16 } from './kernels/encode-elements.js';

/** Bits of one element, by the names that safetensors gives the types (case matters). */
const bits = {
  BOOL: 8,
  F4: 4,
  F6_E2M3: 6,
  F6_E3M2: 6,
  U8: 8,
  I8: 8,
  F8_E5M2: 8,
  F8_E4M3: 8,
  F8_E8M0: 8,
  F8_E4M3FNUZ: 8,
  F8_E5M2FNUZ: 8,
  I16: 16,
  U16: 16,
  F16: 16,
  BF16: 16,
  I32: 32,
  U32: 32,
  F32: 32,
  C64: 64,
  F64: 64,
  I64: 64,
  U64: 64,
} as const;

/** The type of a tensor's elements. */
export type Dtype = keyof typeof bits;

/** The types that results are computed for and written in. */
export type FloatDtype = 'F64' | 'F32' | 'F16' | 'BF16';

export function isDtype(name: string): name is Dtype {
  return Object.hasOwn(bits, name);
}

export function isFloatDtype(dtype: Dtype): dtype is FloatDtype {
  return dtype === 'F64' || dtype === 'F32' || dtype === 'F16' || dtype === 'BF16';
}

/** True of the types whose elements are whole numbers or truth values: buffers that are copied, never averaged. */
export function isIntegerDtype(dtype: Dtype): boolean {
  return dtype === 'BOOL' || /^[IU]\d/.test(dtype);
}

/** Bits that one element takes; 4 and 6 for the types that are packed. */
export function bitsOf(dtype: Dtype): number {
  return bits[dtype];
}

/** Bytes that `elements` elements take, rounded up for the packed types. */
export function bytesOf(dtype: Dtype, elements: number): number {
  return bits[dtype] % 8 === 0 ? elements * (bits[dtype] / 8) : Math.ceil((elements * bits[dtype]) / 8);
}

/**
 * Decodes `out.length` little-endian elements to float32. F32, F16, BF16 and small integers are exact, NaN payloads kept;
 * F64 and larger integers go to the nearest float32, ties to even. Throws `dtype-unsupported` for the 4-, 6- and 8-bit
 * floats and complex numbers.
 */
export function decodeToFloat32(bytes: Uint8Array, dtype: Dtype, out: Float32Array): void {
  requireBytes(bytes, dtype, out.length);
  switch (dtype) {
    case 'F32':
      bytesUnder(out).set(bytes);
      return;
    case 'F16':
      decodeFloat16(viewAs(Uint16Array, bytes), bitsUnder(out));
      return;
    case 'BF16':
      decodeBfloat16(viewAs(Uint16Array, bytes), bitsUnder(out));
      return;
    case 'F64':
      out.set(viewAs(Float64Array, bytes));
      return;
    case 'BOOL':
      out.set(bytes.map((byte) => (byte === 0 ? 0 : 1)));
      return;
    case 'U8':
      out.set(bytes);
      return;
    case 'I8':
      out.set(viewAs(Int8Array, bytes));
      return;
    case 'I16':
      out.set(viewAs(Int16Array, bytes));
      return;
    case 'U16':
      out.set(viewAs(Uint16Array, bytes));
      return;
    case 'I32':
      out.set(viewAs(Int32Array, bytes));
      return;
    case 'U32':
      out.set(viewAs(Uint32Array, bytes));
      return;
    case 'I64':
    case 'U64':
      decodeInteger64(viewAs(Uint32Array, bytes), dtype === 'I64', out);
      return;
    case 'F4':
    case 'F6_E2M3':
    case 'F6_E3M2':
    case 'F8_E5M2':
    case 'F8_E4M3':
    case 'F8_E8M0':
    case 'F8_E4M3FNUZ':
    case 'F8_E5M2FNUZ':
    case 'C64':
      throw modelsmithError('dtype-unsupported', { dtype });
  }
}

/**
 * Encodes float32 values as little-endian elements: F16 and BF16 to the nearest, ties to even, with subnormals, overflow to
 * infinity and NaN kept; F32 and F64 exactly.
 */
export function encodeFromFloat32(values: Float32Array, dtype: FloatDtype, out: Uint8Array): void {
  requireBytes(out, dtype, values.length);
  switch (dtype) {
    case 'F32':
      out.set(bytesUnder(values));
      return;
    case 'F16':
      writeThrough(Uint16Array, out, (view) => {
        encodeFloat16(bitsUnder(values), view);
      });
      return;
    case 'BF16':
      writeThrough(Uint16Array, out, (view) => {
        encodeBfloat16(bitsUnder(values), view);
      });
      return;
    case 'F64':
      writeThrough(Float64Array, out, (view) => {
        view.set(values);
      });
      return;
  }
}

function requireBytes(bytes: Uint8Array, dtype: Dtype, elements: number): void {
  if (bytes.length !== bytesOf(dtype, elements)) {
    throw new RangeError(`${String(bytes.length)} bytes don't hold ${String(elements)} elements of ${dtype}`);
  }
}

interface ViewConstructor<View> {
  readonly BYTES_PER_ELEMENT: number;
  new (buffer: ArrayBufferLike, byteOffset: number, length: number): View;
}

// Typed arrays have the machine's byte order: little-endian on every system that Visual Studio Code runs on.

/** The bytes as elements: a view where they are aligned, a copy elsewhere. */
function viewAs<View>(type: ViewConstructor<View>, bytes: Uint8Array): View {
  const aligned = bytes.byteOffset % type.BYTES_PER_ELEMENT === 0 ? bytes : bytes.slice();
  return new type(aligned.buffer, aligned.byteOffset, bytes.length / type.BYTES_PER_ELEMENT);
}

/** Lets `write` fill the bytes as elements, by way of an aligned copy where need be. */
function writeThrough<View>(type: ViewConstructor<View>, bytes: Uint8Array, write: (view: View) => void): void {
  if (bytes.byteOffset % type.BYTES_PER_ELEMENT === 0) {
    write(viewAs(type, bytes));
    return;
  }
  const copy = new Uint8Array(bytes.length);
  write(viewAs(type, copy));
  bytes.set(copy);
}

function bytesUnder(values: Float32Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}

function bitsUnder(values: Float32Array): Uint32Array {
  return new Uint32Array(values.buffer, values.byteOffset, values.length);
}
