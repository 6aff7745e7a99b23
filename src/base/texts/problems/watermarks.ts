import * as l10n from '@vscode/l10n';
import type { KeyFileOffence } from '../../watermark-error-codes.js';
import type { ProblemTexts } from '../problem-text.js';

/** What is wrong with the file of a key or a commitment, in words that hold nothing of it. */
function offenceText(offence: KeyFileOffence, field: string): string {
  switch (offence) {
    case 'field-missing':
      return l10n.t('The file lacks {0}.', field);
    case 'field-unknown':
      return field === ''
        ? l10n.t('The file holds something that does not belong there.')
        : l10n.t('The file holds something in {0} that does not belong there.', field);
    case 'field-value':
      return l10n.t('What the file has for {0} makes no sense.', field);
    case 'format':
      return l10n.t('The file is of another kind, or from another version of Modelsmith.');
    case 'not-json':
      return l10n.t('The file is not valid JSON.');
    case 'not-object':
      return l10n.t('The file is not one JSON object.');
    case 'not-utf8':
      return l10n.t('The text is not valid UTF-8.');
  }
}

const sizes = (shape: readonly number[]): string => shape.join(' x ');

/** Sentences for watermarks, their keys and their images. */
export const watermarkProblems = {
  'watermark-commitment-invalid': ({ offence, field }) => ({
    what: offenceText(offence, field),
    advice: l10n.t('Give the commitment as it was published.'),
  }),
  'watermark-commitment-mismatch': ({ part }) => ({
    what:
      part === 'key'
        ? l10n.t('The commitment was made with another key.')
        : l10n.t('The commitment was made to another model.'),
    advice: l10n.t('Give the key, the model and the commitment that belong together.'),
  }),
  'watermark-image-flat': () => ({
    what: l10n.t('The image has the same colour everywhere, so that all patches of it would be the same.'),
    advice: l10n.t('Choose a picture with many details, such as a photograph of a street.'),
  }),
  'watermark-image-grey': () => ({
    what: l10n.t('The image is grey, and the network takes colours.'),
    advice: l10n.t('Choose a picture in colour.'),
  }),
  'watermark-image-mismatch': () => ({
    what: l10n.t('The image is not the one that the key was made of.'),
    advice: l10n.t('Give the same file, byte for byte: an image that was saved again is another one.'),
  }),
  'watermark-image-tiny': ({ height, width, needed }) => ({
    what: l10n.t(
      'The image has {0} x {1} pixels; the shorter side needs at least {2}.',
      String(height),
      String(width),
      String(needed),
    ),
    advice: l10n.t('Choose a larger picture: patches are cut out of it.'),
  }),
  'watermark-image-transparent': () => ({
    what: l10n.t('The image is transparent in places, which have no colour of their own.'),
    advice: l10n.t('Save it without transparency.'),
  }),
  'watermark-key-exists': () => ({
    what: l10n.t('There is a file already where the key is to go.'),
    advice: l10n.t('Choose another name: without its key, a watermark cannot be shown.'),
  }),
  'watermark-key-invalid': ({ offence, field }) => ({
    what: offenceText(offence, field),
    advice: l10n.t('Give the file of a key as Modelsmith has written it.'),
  }),
  'watermark-key-shape': ({ key, network }) => ({
    what: l10n.t('The key is for images of {0}; the network takes {1}.', sizes(key), sizes(network)),
    advice: l10n.t('Give the key and the model that belong together.'),
  }),
  'watermark-pattern-mismatch': () => ({
    what: l10n.t('The pattern of the trigger is not the one that the key was made with.'),
    advice: l10n.t('Give the same file, byte for byte.'),
  }),
  'watermark-pattern-size': ({ found, expected }) => ({
    what: l10n.t('The pattern has {0} pixels; the network takes images of {1}.', sizes(found), sizes(expected)),
    advice: l10n.t('Scale the pattern to the size of the images.'),
  }),
  'watermark-shape': ({ shape }) => ({
    what: l10n.t('The network takes images of the shape {0}.', sizes(shape)),
    advice: l10n.t('Watermarks need a network for square images with one channel or three.'),
  }),
  'watermark-target-outside': ({ classes }) => ({
    what: l10n.t('The target is none of the classes of the model, which are 0 to {0}.', String(classes - 1)),
    advice: l10n.t('Choose one of them.'),
  }),
  'watermark-trigger-size': ({ needed, found }) => ({
    what: l10n.t('The trigger needs images of at least {0} x {0} pixels; they have {1}.', String(needed), sizes(found)),
    advice: l10n.t('Choose a smaller trigger.'),
  }),
} satisfies Partial<ProblemTexts>;
