import * as l10n from '@vscode/l10n';
import type { ErrorArguments } from '../../error-codes.js';
import type { JsonOffence, SafetensorsOffence } from '../../offences.js';
import { clause } from '../clause.js';
import { andList } from '../lists.js';
import type { ProblemTexts } from '../problem-text.js';

/** What is wrong with a safetensors file, in words. `detail` is a number, a name or a dtype; it may be empty. */
function offenceText(offence: SafetensorsOffence, detail: string): string {
  switch (offence) {
    case 'too-short':
      return l10n.t('The file is too short to be a safetensors file: it has {0} bytes.', detail);
    case 'header-too-long':
      return l10n.t('The header claims to be {0} bytes long; at most 100,000,000 are allowed.', detail);
    case 'header-past-end':
      return l10n.t('The header claims to go on after the end of the file ({0}).', detail);
    case 'header-not-utf8':
      return l10n.t('The header is not valid UTF-8.');
    case 'header-byte-order-mark':
      return l10n.t('The header begins with a byte order mark.');
    case 'header-not-json':
      return detail === ''
        ? l10n.t('The header is not valid JSON: it ends too early.')
        : l10n.t('The header is not valid JSON: {0}.', clause(detail));
    case 'header-not-object':
      return l10n.t('The header is not a JSON object.');
    case 'header-trailing-data':
      return l10n.t('Something follows the JSON object of the header.');
    case 'metadata-invalid':
      return l10n.t('The metadata of the header do not map text to text: {0}.', clause(detail));
    case 'entry-invalid':
      return l10n.t('The entry of the tensor is malformed: {0}.', clause(detail));
    case 'dtype-unknown':
      return l10n.t('The tensor has the unknown number format {0}.', detail);
    case 'shape-invalid':
      return l10n.t('The tensor has an invalid shape: {0}.', clause(detail));
    case 'offsets-invalid':
      return l10n.t('The tensor has invalid data offsets: {0}.', clause(detail));
    case 'size-mismatch':
      return l10n.t('The data of the tensor are not as long as its shape and number format need: {0}.', clause(detail));
    case 'size-overflow':
      return l10n.t('The size of the tensor is beyond what can be counted: {0}.', clause(detail));
    case 'tensors-overlap':
      return l10n.t('The data of the tensor overlap those of another one: {0}.', clause(detail));
    case 'hole-in-data':
      return l10n.t('There are bytes between the tensors that belong to none: {0}.', clause(detail));
    case 'data-truncated':
      return l10n.t('The file ends before the data do; bytes that are missing: {0}.', clause(detail));
    case 'data-trailing':
      return l10n.t('The file goes on after the last tensor; bytes too many: {0}.', clause(detail));
    case 'duplicate-tensor':
      return l10n.t('The header names the tensor twice.');
    case 'too-many-tensors':
      return l10n.t('The header names more tensors than any model has: {0}.', clause(detail));
    case 'too-many-dimensions':
      return l10n.t('The tensor has more dimensions than any model uses: {0}.', clause(detail));
  }
}

/** What is wrong with a JSON file, in words; `detail` is what stands at the offence. */
function jsonText(offence: JsonOffence, detail: string): string {
  switch (offence) {
    case 'not-utf8':
      return l10n.t('The file is not valid UTF-8.');
    case 'byte-order-mark':
      return l10n.t('The file begins with a byte order mark.');
    case 'not-json':
      return detail === ''
        ? l10n.t('The file is not valid JSON: it ends too early.')
        : l10n.t('The file is not valid JSON: {0}.', clause(detail));
    case 'not-object':
      return l10n.t('The file does not hold a JSON object.');
    case 'trailing-data':
      return l10n.t('Something follows the JSON object: {0}.', clause(detail));
    case 'duplicate-key':
      return l10n.t('A key is given twice: {0}.', clause(detail));
  }
}

function shardIndexText({ offence, detail }: ErrorArguments['shard-index-invalid']): string {
  switch (offence) {
    case 'file-name':
      return l10n.t('The index names a file {0}, which is no name that a file can have.', JSON.stringify(detail));
    case 'no-weight-map':
      return l10n.t('The index has no weight_map that maps tensors to files.');
    case 'too-many-tensors':
      return l10n.t('The index names more tensors than any model has: {0}.', clause(detail));
    case 'too-many-shards':
      return l10n.t('The index names more files than any model has: {0}.', clause(detail));
    default:
      return jsonText(offence, detail);
  }
}

/** Sentences for safetensors files and checkpoint folders. */
export const checkpointProblems = {
  'checkpoint-ambiguous': ({ model, files }) => ({
    what: l10n.t('{0} holds several weight files and no index: {1}.', model, files.join(', ')),
    advice: l10n.t('Name the one you mean, or fetch model.safetensors.index.json.'),
  }),
  'checkpoint-format': ({ file, format, converter }) => ({
    what: l10n.t('{0} is in the format {1}, which cannot be merged.', file, format),
    advice: l10n.t('Convert it to safetensors with {0}.', converter),
  }),
  'checkpoint-not-weights': ({ file }) => ({
    what: l10n.t('{0} is not a safetensors file.', file),
    advice: l10n.t('Give a folder that holds a model, or a file whose name ends with .safetensors.'),
  }),
  'checkpoint-missing': ({ model }) => ({
    what: l10n.t('There is no model at {0}.', model),
    advice: l10n.t(
      'Give a folder that holds model.safetensors or model.safetensors.index.json, or a safetensors file.',
    ),
  }),
  'checkpoint-quantized': ({ method }) => ({
    what: l10n.t('The weights are packed by {0}; packed numbers cannot be merged.', method),
    advice: l10n.t('Use the unquantized model that it was made from, and quantize the result.'),
  }),
  'config-invalid': ({ offence, detail }) => ({
    what: jsonText(offence, detail),
    advice: l10n.t('Correct config.json, or fetch it again.'),
  }),
  'dtype-unsupported': ({ dtype }) => ({
    what: l10n.t('Numbers in the format {0} cannot be computed with.', dtype),
    advice: l10n.t('Convert the model to float32, float16 or bfloat16.'),
  }),
  'safetensors-invalid': ({ offence, detail }) => ({
    what: offenceText(offence, detail),
    advice: l10n.t('The file is damaged or incomplete; fetch or save it again.'),
  }),
  'shard-index-invalid': (args) => ({
    what: shardIndexText(args),
    advice: l10n.t('Fetch the index of the model again.'),
  }),
  'shard-missing': ({ shard }) => ({
    what: l10n.t('The index names the file {0}, which does not exist.', shard),
    advice: l10n.t('Fetch the missing file, or the whole model again.'),
  }),
  'shard-outside': ({ shard }) => ({
    what: l10n.t('The index names {0}, which lies outside the folder of the model.', shard),
    advice: l10n.t('Do not use this model before you know why; its files must all lie in its own folder.'),
  }),
  'tensor-in-two-shards': ({ tensor, shards }) => ({
    what: l10n.t('The tensor {0} lies in {1}.', tensor, andList(shards)),
    advice: l10n.t('Fetch the model again; each tensor must lie in one file.'),
  }),
  'tensor-missing': ({ tensor }) => ({
    what: l10n.t('There is no tensor {0}.', tensor),
    advice: l10n.t('Check that this is the model you meant; its tensors can be listed.'),
  }),
  'tensor-not-in-shard': ({ tensor, shard }) => ({
    what: l10n.t('The index says that the tensor {0} lies in {1}, and it does not.', tensor, shard),
    advice: l10n.t('Fetch the model again, with its index.'),
  }),
} satisfies Partial<ProblemTexts>;
