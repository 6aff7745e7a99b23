import { Peer } from '../experiments/carriers/peer.js';
import { makeSampleWorkspace } from '../ml/data/make-sample-workspace.js';
import { listModel } from '../ml/tensors/listing.js';
import { tensorHistogram } from '../ml/tensors/histogram.js';
import type { ParentMethods, WorkerMethods } from '../protocol/worker-messages.js';
import { computeBackend } from './compute-backend.js';
import { createHubAccess } from './hub-access.js';
import type { JobTools } from './job-tools.js';
import { nodeFiles } from './node-files.js';
import { planDocument } from './plan-experiment.js';
import { programVersions } from './program-versions.js';

/** Answers requests until the parent ends this worker. */
export async function serveRequests({ channel, parts }: JobTools): Promise<never> {
  const peer: Peer<WorkerMethods, ParentMethods> = new Peer<WorkerMethods, ParentMethods>(
    (message) => {
      channel.send(message);
    },
    {
      plan: async (params, context) => ({ plans: await planDocument(params, parts, { ...context, hub }) }),
      inspect: async ({ model }, { signal }) => listModel(nodeFiles, model, signal),
      histogram: async ({ model, tensor, bins }, { signal }) =>
        tensorHistogram(nodeFiles, model, { tensor, bins, signal }),
      sample: async ({ media, folder, overwrite = false }, { signal }) => {
        await makeSampleWorkspace(nodeFiles, media, folder, { signal, overwrite });
        return {};
      },
      environment: () => Promise.resolve({ versions: programVersions(), backend: computeBackend }),
    },
  );
  const hub = createHubAccess(peer);
  channel.onMessage((message) => {
    peer.receive(message);
  });
  return new Promise<never>(() => undefined);
}
