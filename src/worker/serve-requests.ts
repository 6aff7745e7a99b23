import type { Files } from '../base/ports.js';
import { Peer } from '../experiments/carriers/peer.js';
import { makeSampleWorkspace } from '../ml/data/make-sample-workspace.js';
import { installRuntime } from '../ml/compute/native/install/install-runtime.js';
import { probeBackend } from '../ml/compute/native/probe-backend.js';
import { exportGguf } from '../ml/exporters/export-gguf.js';
import { pushFolder } from '../ml/hub/push-folder.js';
import { listModel } from '../ml/tensors/listing.js';
import { tensorHistogram } from '../ml/tensors/histogram.js';
import type { ParentMethods, WorkerMethods } from '../protocol/worker-messages.js';
import { createHubAccess } from './hub-access.js';
import type { JobTools } from './job-tools.js';
import { materialise } from './materialise.js';
import { nodeFiles } from './node-files.js';
import { planDocument } from './plan-experiment.js';
import { addonSources } from './addon-sources.js';
import { programVersions } from './program-versions.js';
import { runtimeFolders } from './runtime-folders.js';

/** Answers requests until the parent ends this worker. */
export async function serveRequests({ channel, parts }: JobTools): Promise<never> {
  const peer: Peer<WorkerMethods, ParentMethods> = new Peer<WorkerMethods, ParentMethods>(
    (message) => {
      channel.send(message);
    },
    {
      plan: async (params, context) => ({ plans: await planDocument(params, parts, { ...context, hub }) }),
      inspect: async (params, { signal }) => {
        const { files, model } = await find(params, signal);
        return listModel(files, model, signal);
      },
      histogram: async ({ tensor, bins, ...params }, { signal }) => {
        const { files, model } = await find(params, signal);
        return tensorHistogram(files, model, { tensor, bins, signal });
      },
      sample: async ({ media, folder, overwrite = false }, { signal }) => {
        await makeSampleWorkspace(nodeFiles, media, folder, { signal, overwrite });
        return {};
      },
      push: async (params, { signal, onProgress }) =>
        pushFolder({ ...params, connection: hub.connection(), signal, onProgress }),
      exportGguf: async (params, { signal, onProgress }) =>
        exportGguf({ ...params, environment: process.env, signal, onProgress }),
      materialise: async (params, context) => materialise(params, parts, context),
      environment: async (_params, { signal }) => ({
        versions: programVersions(),
        backend: await probeBackend({ runtimeFolders: runtimeFolders(), signal }),
      }),
      installTensorflow: async (_params, { signal, onProgress }) => {
        const [folder] = runtimeFolders();
        const onPhase = (_phase: string, done: number, total: number): void => {
          onProgress(done, total);
        };
        const version = await installRuntime(folder, { sources: addonSources, signal, onProgress: onPhase });
        return { version, folder };
      },
    },
  );
  const hub = createHubAccess(peer);
  /** A path where something is; else a model of the hub, whose files are read in place. */
  const find = async (
    { model, reference }: WorkerMethods['inspect']['params'],
    signal: AbortSignal,
  ): Promise<{ readonly files: Files; readonly model: string }> => {
    if (reference !== undefined && (await nodeFiles.stat(model)) === undefined) {
      const session = hub.session(signal);
      const found = await session.find(reference);
      if (found !== undefined) {
        return { files: session.files, model: found.folder };
      }
    }
    return { files: nodeFiles, model };
  };
  channel.onMessage((message) => {
    peer.receive(message);
  });
  return new Promise<never>(() => undefined);
}
