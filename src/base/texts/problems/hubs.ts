import * as l10n from '@vscode/l10n';
import type { HubOffence } from '../../offences.js';
import { clause } from '../clause.js';
import type { ProblemTexts } from '../problem-text.js';
import { systemReason } from '../system-reason.js';

/** What is wrong with what a hub has answered, in words. */
function offenceText(offence: HubOffence, endpoint: string, detail: string): string {
  switch (offence) {
    case 'commit':
      return l10n.t('{0} does not say which commit is meant: {1}.', endpoint, clause(detail));
    case 'digest':
      return l10n.t('{0} lists {1} without a digest that it could be checked by.', endpoint, detail);
    case 'endpoint':
      return l10n.t('{0} is not the address of a hub.', detail);
    case 'name':
      return l10n.t('{0} lists a file whose name leads out of its folder: {1}.', endpoint, clause(detail));
    case 'name-twice':
      return l10n.t('{0} lists {1} twice.', endpoint, detail);
    case 'not-json':
      return l10n.t('{0} has answered something that is not the JSON of a hub.', endpoint);
    case 'other-origin':
      return l10n.t('{0} sends us to {1}, which is not the same server.', endpoint, detail);
    case 'range':
      return l10n.t('{0} has sent another part of the file than was asked for: {1}.', endpoint, clause(detail));
    case 'redirect-insecure':
      return l10n.t('{0} redirects to an address that must not be followed: {1}.', endpoint, clause(detail));
    case 'redirects':
      return l10n.t('{0} redirects more than {1} times.', endpoint, detail);
    case 'size':
      return l10n.t('{0} lists {1} with a size that is none.', endpoint, detail);
    case 'too-long':
      return l10n.t('{0} sends more than it may: {1}.', endpoint, clause(detail));
    case 'too-many-files':
      return l10n.t('{0} lists more than {1} files.', endpoint, detail);
  }
}

/** Sentences for models of a hub. */
export const hubProblems = {
  'hub-answer': ({ endpoint, offence, detail }) => ({
    what: offenceText(offence, endpoint, detail),
    advice: l10n.t(
      'Check the address of the hub (HF_ENDPOINT), and whether something stands in between, such as a proxy.',
    ),
  }),
  'hub-denied': ({ repo, endpoint }) => ({
    what: l10n.t('{0} does not give you access to {1}.', endpoint, repo),
    advice: l10n.t('Accept the conditions on the page of the model, and check that your token may read it.'),
  }),
  'hub-digest': ({ repo, name, endpoint }) => ({
    what: l10n.t('{0} of {1} came from {2} with other content than promised, twice.', name, repo, endpoint),
    advice: l10n.t('Try again later; if it goes on, tell the owner of the model.'),
  }),
  'hub-failed': ({ endpoint, status }) => ({
    what: l10n.t('{0} has answered with the status {1}.', endpoint, status),
    advice: l10n.t('Try again later.'),
  }),
  'hub-model-missing': ({ repo, revision, endpoint }) => ({
    what: l10n.t(
      'There is no folder {0} here, and no model of that name at {1} (revision {2}).',
      repo,
      endpoint,
      revision,
    ),
    advice: l10n.t(
      'Check the name; a private model needs a token: the variable HF_TOKEN in a terminal, the command Set Hugging Face token in VS Code.',
    ),
  }),
  'hub-offline': ({ repo, revision, cache }) => ({
    what: l10n.t(
      'There is no folder {0} here, and {1} does not hold the whole model (revision {2}).',
      repo,
      cache,
      revision,
    ),
    advice: l10n.t('Allow the network (HF_HUB_OFFLINE is set), or fetch the model before.'),
  }),
  'hub-revision-missing': ({ repo, revision, endpoint }) => ({
    what: l10n.t('The model {0} at {1} has no revision {2}.', repo, endpoint, revision),
    advice: l10n.t('Name a branch, a tag or a commit of the model.'),
  }),
  'hub-unreachable': ({ endpoint, reason }) => ({
    what:
      reason === 'ended-early'
        ? l10n.t('The connection to {0} broke again and again.', endpoint)
        : l10n.t('{0} cannot be reached: {1}.', endpoint, clause(systemReason(reason))),
    advice: l10n.t(
      'Check the network and try again: what has been fetched is kept. A model that is meant to be a folder must exist here.',
    ),
  }),
  'export-converter-missing': ({ named }) => ({
    what:
      named === ''
        ? l10n.t(
            'The converter of llama.cpp (convert_hf_to_gguf.py) is not on the PATH, nor in a folder that LLAMA_CPP names.',
          )
        : l10n.t('There is no converter at {0}.', named),
    advice: l10n.t(
      'Clone github.com/ggml-org/llama.cpp, install its requirements with pip install -r requirements.txt, and name the folder: the variable LLAMA_CPP, the option --converter, or the setting modelsmith.gguf.converter.',
    ),
  }),
  'export-failed': ({ program, code, output }) => ({
    what: l10n.t('{0} has ended with {1}: {2}.', program, code, clause(output)),
    advice: l10n.t(
      'Correct what the program says; its Python packages may be missing, or the model is of a kind that it does not know.',
    ),
  }),
  'export-no-file': ({ program }) => ({
    what: l10n.t('{0} has ended without an error, but what it wrote is no GGUF file.', program),
    advice: l10n.t('Check that it is the converter of llama.cpp.'),
  }),
  'export-outtype': ({ outtype }) => ({
    what: l10n.t('{0} is no number format of GGUF files.', outtype),
    advice: l10n.t('Choose one that the converter knows, such as f16, bf16, q8_0 or auto.'),
  }),
  'push-nothing': () => ({
    what: l10n.t('The folder holds no files.'),
    advice: l10n.t('Name the folder of a model, or a run whose result is there.'),
  }),
  'push-repo-invalid': ({ repo }) => ({
    what: l10n.t('{0} is not the name of a repository.', repo),
    advice: l10n.t('Write owner/name, where the owner is you or an organization of yours.'),
  }),
  'push-token-missing': ({ endpoint }) => ({
    what: l10n.t('There is no token for {0}.', endpoint),
    advice: l10n.t(
      'Make one that may write, and give it: the variable HF_TOKEN in a terminal, the command Set Hugging Face token in VS Code.',
    ),
  }),
  'push-too-many': ({ limit }) => ({
    what: l10n.t('The folder holds more than {0} files.', limit),
    advice: l10n.t('Name the folder of a model.'),
  }),
} satisfies Partial<ProblemTexts>;
