import { hubEndpoint, hubTokenName } from '../base/hub-address.js';
import type { Handlers } from '../experiments/carriers/peer.js';
import type { ParentMethods } from '../protocol/worker-messages.js';

/** What a worker may ask of a terminal: the token of the hub, which the environment has (HF_TOKEN). */
export function environmentSecrets(environment: Readonly<Record<string, string | undefined>>): Handlers<ParentMethods> {
  return {
    secret: ({ name }) => {
      const token = name === hubTokenName(hubEndpoint(environment)) ? environment['HF_TOKEN']?.trim() : undefined;
      return Promise.resolve({ value: token === '' ? undefined : token });
    },
  };
}
