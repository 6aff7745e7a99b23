/**
 * @typedef {object} ZipEntry
 * @property {string} name
 * @property {number} bytes before compression
 * @property {boolean} isExecutable by its Unix mode
 */

/**
 * What a ZIP archive's central directory lists (APPNOTE 4.3.12). Archives of more than 65,535 entries or 4 GiB are refused.
 * @param {Buffer} archive @returns {ZipEntry[]}
 */
export function zipEntries(archive) {
  // The end record is 22 bytes and a comment of at most 65,535.
  const end = archive.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  if (end < 0 || archive.readUInt32LE(end + 16) === 0xffffffff) {
    throw new Error('not a ZIP archive, or one of 4 GiB or more');
  }
  /** @type {ZipEntry[]} */
  const entries = [];
  let at = archive.readUInt32LE(end + 16);
  for (let left = archive.readUInt16LE(end + 10); left > 0; left--) {
    const nameBytes = archive.readUInt16LE(at + 28);
    entries.push({
      name: archive.toString('utf8', at + 46, at + 46 + nameBytes),
      bytes: archive.readUInt32LE(at + 24),
      isExecutable: ((archive.readUInt32LE(at + 38) >>> 16) & 0o111) !== 0,
    });
    at += 46 + nameBytes + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32);
  }
  return entries;
}
