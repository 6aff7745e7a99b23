import * as l10n from '@vscode/l10n';
import type { AddressOffence, AnswerOffence, QuestionOffence } from '../../evaluator-error-codes.js';
import { andList, orList } from '../lists.js';
import type { ProblemTexts } from '../problem-text.js';

/** Sentences for the scoring of candidates. */
export const evaluatorProblems = {
  'data-choice-invalid': ({ row, offence }) => ({
    what: {
      question: l10n.t('Row {0} has no question.', row),
      options: l10n.t('Row {0} has no list of two options or more, none of them blank.', row),
      answer: l10n.t('Row {0} says no answer that is one of its options.', row),
    }[offence],
    advice: l10n.t('Correct the row, or name the columns under multiple_choice.'),
  }),
  'data-question-invalid': ({ offence, limit = 0 }) => ({
    what: questionText(offence, limit),
    advice: l10n.t('A line is like {0}.', '{"prompt": "2 + 2 =", "answer": "4"}'),
  }),
  'evaluator-address': ({ offence }) => addressTexts(offence),
  'evaluator-answer': ({ answer }) => ({
    what: l10n.t('The evaluator answered with something that is not JSON: {0}', answer),
    advice: l10n.t('Let it print its scores as one JSON object, write them to {output}, or set a pattern.'),
  }),
  'evaluator-choice': () => ({
    what: l10n.t('Only a causal language model can choose among texts.'),
    advice: l10n.t('Remove multiple_choice, or score models that go on with texts.'),
  }),
  'evaluator-classes': ({ expected, found }) => ({
    what: l10n.t('The model knows {0} classes, and the data have {1}.', expected, found),
    advice: l10n.t('Take data with the classes that the model was trained on.'),
  }),
  'evaluator-failed': ({ program, code, output }) => ({
    what:
      output.trim() === ''
        ? l10n.t('{0} ended with {1} and wrote no error.', program, code)
        : l10n.t('{0} ended with {1}: {2}', program, code, output),
    advice: l10n.t('Try the same command in a terminal.'),
  }),
  'evaluator-key-missing': () => ({
    what: l10n.t('The environment variable that key_variable names is not set.'),
    advice: l10n.t('Set it before the program starts; the key itself never stands in an experiment.'),
  }),
  'evaluator-metric': ({ metric, possible }) => ({
    what: l10n.t('Of this model and these data there is no {0}.', metric),
    advice: l10n.t('Set metric to {0}.', orList(possible)),
  }),
  'evaluator-metric-missing': ({ metric, found }) => ({
    what: l10n.t('The evaluator gave no {0}.', metric),
    advice:
      found.length === 0
        ? l10n.t('It gave no number at all; check metric and pattern.')
        : l10n.t('It gave {0}; set metric to one of them.', andList(found)),
  }),
  'evaluator-metric-not-finite': ({ metric, score }) => ({
    what: l10n.t('The evaluator gave {0} for {1}.', score, metric),
    advice: l10n.t('A score must be a finite number.'),
  }),
  'evaluator-no-report': ({ program }) => ({
    what: l10n.t('{0} wrote no scores, or more than 16 MB of them, to the file that {output} stands for.', program),
    advice: l10n.t('Check the argument that names the file.'),
  }),
  'evaluator-not-started': ({ program, reason }) => ({
    what: l10n.t('{0} could not be started: {1}', program, reason),
    advice: l10n.t('Check the first entry of command; a program that is not on the PATH needs its whole path.'),
  }),
  'evaluator-overlap': ({ key, other }) => ({
    what: l10n.t('{0} and {1} score on the same examples.', key, other),
    advice: l10n.t('Give them different data, or rows with the same shuffle that do not overlap.'),
  }),
  'evaluator-pattern': ({ pattern, reason }) => ({
    what: l10n.t('{0} is not a regular expression: {1}', pattern, reason),
    advice: l10n.t('Correct the pattern.'),
  }),
  'evaluator-program-missing': ({ program }) => ({
    what: l10n.t('There is no program {0}.', program),
    advice: l10n.t('Correct its path; a relative one begins at the folder of the experiment.'),
  }),
  'evaluator-redirect': ({ server }) => ({
    what: l10n.t('{0} sends on to another address.', server),
    advice: l10n.t('Give the last address itself: the key is sent to no other.'),
  }),
  'evaluator-response': ({ server, offence, detail }) => ({
    what: answerText(offence, server, detail),
    advice: l10n.t('Check that url leads to a server that speaks the protocol of OpenAI.'),
  }),
  'evaluator-rows': ({ from, to, examples }) => ({
    what: l10n.t('Of {0} examples none lies from {1} to {2}.', examples, from, to),
    advice: l10n.t('Correct rows.'),
  }),
  'evaluator-server-late': ({ program, seconds, output }) => ({
    what:
      output.trim() === ''
        ? l10n.t('{0} did not answer as a server within {1} seconds.', program, seconds)
        : l10n.t('{0} did not answer as a server within {1} seconds; it wrote: {2}', program, seconds, output),
    advice: l10n.t('Check that url has the port that the program listens on, or raise start_timeout.'),
  }),
  'evaluator-silent': ({ server, seconds }) => ({
    what: l10n.t('{0} gave no whole answer within {1} seconds.', server, seconds),
    advice: l10n.t('Raise timeout, or lower max_tokens or requests.'),
  }),
  'evaluator-status': ({ server, status, detail }) => ({
    what:
      detail.trim() === ''
        ? l10n.t('{0} refused a question with the status {1}.', server, status)
        : l10n.t('{0} refused a question with the status {1}: {2}', server, status, detail),
    advice: l10n.t('Check model, url and key_variable.'),
  }),
  'evaluator-timeout': ({ program, seconds }) => ({
    what: l10n.t('{0} took longer than {1} seconds and was ended.', program, seconds),
    advice: l10n.t('Raise timeout, or give it less to do.'),
  }),
  'evaluator-unreachable': ({ server, reason }) => ({
    what: l10n.t('{0} cannot be reached: {1}', server, reason),
    advice: l10n.t('Check that the server runs, or let start begin it.'),
  }),
} satisfies Partial<ProblemTexts>;

function questionText(offence: QuestionOffence, limit: number): string {
  switch (offence) {
    case 'not-json':
      return l10n.t('The line is not a JSON object.');
    case 'prompt':
      return l10n.t('The question has neither a prompt nor messages.');
    case 'messages':
      return l10n.t('The messages are not a list of {0}.', '{"role", "content"}');
    case 'answer':
      return l10n.t('The question says no answer, or none that is one of its options.');
    case 'options':
      return l10n.t('The options are not a list of two texts or more.');
    case 'none':
      return l10n.t('The file has no questions.');
    case 'too-many':
      return l10n.t('The file has more than {0} questions.', limit);
  }
}

function answerText(offence: AnswerOffence, server: string, detail: string): string {
  switch (offence) {
    case 'not-json':
      return l10n.t('{0} answered with something that is not JSON: {1}', server, detail);
    case 'too-large':
      return l10n.t('An answer of {0} has more than {1} bytes.', server, detail);
    case 'no-text':
      return l10n.t('An answer of {0} holds no text: {1}', server, detail);
    case 'cut-off':
      return l10n.t('{0} broke off in the middle of an answer.', server);
  }
}

function addressTexts(offence: AddressOffence): { what: string; advice: string } {
  switch (offence) {
    case 'invalid':
      return {
        what: l10n.t('This is not an address of a server.'),
        advice: l10n.t('It is like {0}.', 'http://127.0.0.1:8000/v1'),
      };
    case 'insecure':
      return {
        what: l10n.t('This address is neither on this machine nor encrypted.'),
        advice: l10n.t('Use https, or 127.0.0.1.'),
      };
    case 'credentials':
      return {
        what: l10n.t('The address holds a name or a password.'),
        advice: l10n.t('Remove them, and name the variable with the key in key_variable.'),
      };
    case 'port':
      return {
        what: l10n.t('The address holds {0}, and nothing is started that it could be the port of.', '{port}'),
        advice: l10n.t('Say under start which program serves the candidate, or give the port of a server that runs.'),
      };
  }
}
