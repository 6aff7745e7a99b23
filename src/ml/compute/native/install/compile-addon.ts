import * as path from 'node:path';
import type { Library } from './installation.js';
import { runTool } from './run-tool.js';

/** Node's interface for addons; version 8 is in every Node and VS Code that this program runs in. */
const NODE_API = 8;

/** What the addon is compiled from (absolute folders). */
export interface AddonSources {
  /** The C++ files of tfjs-node. */
  readonly binding: string;
  /** The folder of `node_api.h`. */
  readonly nodeHeaders: string;
}

/** Compiles tfjs-node's addon beside the libraries in `folder`, by the system's C++ compiler; answers with its name. */
export async function compileAddon(
  sources: AddonSources,
  folder: string,
  { library, signal }: { readonly library: Library; readonly signal: AbortSignal },
): Promise<string> {
  const addon = 'tfjs_binding.node';
  const isMac = process.platform === 'darwin';
  await runTool(
    process.env['CXX'] ?? 'c++',
    [
      ...['-std=c++17', '-O2', '-fPIC', '-shared', `-DNAPI_VERSION=${String(NODE_API)}`],
      ...[`-I${library.headers}`, `-I${sources.nodeHeaders}`],
      ...['tfjs_backend.cc', 'tfjs_binding.cc'].map((file) => path.join(sources.binding, file)),
      ...library.libraries.map((file) => path.join(folder, file)),
      // The libraries are found beside the addon, wherever the folder is moved to. Node's own functions are in the program.
      ...(isMac
        ? ['-Wl,-rpath,@loader_path', '-undefined', 'dynamic_lookup']
        : ['-static-libstdc++', '-static-libgcc', '-Wl,-rpath,$ORIGIN', '-Wl,--disable-new-dtags', '-s']),
      ...['-o', path.join(folder, addon)],
    ],
    { folder, signal },
  );
  return addon;
}
