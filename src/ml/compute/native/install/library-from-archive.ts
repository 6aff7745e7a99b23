import { copyFile, mkdir, readdir, rm } from 'node:fs/promises';
import * as path from 'node:path';
import { downloadFile } from './download-file.js';
import type { InstallContext, Library } from './installation.js';
import type { LibraryArchive } from './runtime-sources.js';
import { runTool } from './run-tool.js';
import { verifyFile } from './verify-file.js';

/** Puts the library of a published archive into `folder`; what is needed for compiling only goes into `scratch`. */
export async function libraryFromArchive(
  archive: LibraryArchive,
  folder: string,
  { scratch, context }: { readonly scratch: string; readonly context: InstallContext },
): Promise<Library> {
  const { signal, onProgress } = context;
  const file = path.join(scratch, 'library.tar.gz');
  await downloadFile(archive.url, file, context);
  onProgress('unpack', 0, 0);
  await verifyFile(file, archive.sha256, signal);
  const unpacked = path.join(scratch, 'library');
  await mkdir(unpacked);
  await runTool('tar', ['-xzf', file, '-C', unpacked], { folder: scratch, signal });
  await rm(file);
  const libraries = (await readdir(path.join(unpacked, 'lib'))).filter((name) => isLibrary.test(name));
  for (const library of libraries) {
    await copyFile(path.join(unpacked, 'lib', library), path.join(folder, library));
  }
  return { version: archive.version, headers: path.join(unpacked, 'include'), libraries };
}

/** By the name that is loaded, with the major version only; the other names are links to the same file. */
const isLibrary = /^libtensorflow(_framework)?(\.so\.\d+|\.\d+\.dylib)$/;
