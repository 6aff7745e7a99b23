import * as fs from 'node:fs/promises';
import * as path from 'node:path';

const NAME = 'convert_hf_to_gguf.py';

export interface Converter {
  /** What starts it: a program and its first arguments. */
  readonly command: readonly string[];
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Finds llama.cpp's converter: where the user says, in the folder that LLAMA_CPP names, or on the PATH. A Python script is
 * started by the python of the PATH. Undefined where it is nowhere; `looked` are the places.
 */
export async function findConverter(
  named: string | undefined,
  environment: Environment,
): Promise<{ readonly converter: Converter | undefined; readonly looked: readonly string[] }> {
  const folder = environment['LLAMA_CPP'];
  const places =
    named !== undefined && named !== ''
      ? [named, path.join(named, NAME)]
      : [
          ...(folder === undefined || folder === '' ? [] : [path.join(folder, NAME)]),
          ...pathFolders(environment).map((one) => path.join(one, NAME)),
        ];
  for (const place of places) {
    if (await isFile(place)) {
      const python = place.endsWith('.py') ? await findPython(environment) : undefined;
      return { converter: { command: python === undefined ? [place] : [python, place] }, looked: places };
    }
  }
  return { converter: undefined, looked: places };
}

/** The Python of the PATH: of an environment that is active, where one is. */
async function findPython(environment: Environment): Promise<string> {
  const names = process.platform === 'win32' ? ['python.exe', 'python3.exe'] : ['python3', 'python'];
  for (const folder of pathFolders(environment)) {
    for (const name of names) {
      if (await isFile(path.join(folder, name))) {
        return path.join(folder, name);
      }
    }
  }
  return names[0] ?? 'python3';
}

/** Folders of the PATH; those that depend on where one stands are left out. */
function pathFolders(environment: Environment): readonly string[] {
  const value = environment['PATH'] ?? environment['Path'] ?? '';
  return value.split(path.delimiter).filter((one) => path.isAbsolute(one));
}

async function isFile(file: string): Promise<boolean> {
  const stat = await fs.stat(file).catch(() => undefined);
  return stat?.isFile() === true;
}
