import { ModelsmithError, problem, type Problem } from '../../base/errors.js';
import type { Weight } from '../../ml/networks/network.js';
import { torchShape } from '../../ml/networks/torch-layout.js';
import { isHeadWeight } from './training/head-weights.js';
import type { Session } from './training/open-session.js';
import { writeWeightValues, type WeightValues } from './training/weight-values.js';

/** All that a source stage has learnt, but the head of a classifier: the target has classes of its own. */
export function takeLearnt(target: Session, learnt: WeightValues): void {
  const { network } = target.task;
  const weights = transferred(target);
  const lost = weights.find(({ name, variable }) => learnt[name]?.length !== variable.size);
  if (lost !== undefined) {
    const found = [learnt[lost.name]?.length ?? 0];
    const args = { tensor: lost.name, expected: torchShape(lost), found };
    throw new ModelsmithError([problem('train-transfer', args, { key: 'source.data' })]);
  }
  writeWeightValues({ ...network, weights }, learnt);
}

/** What keeps a target from going on from its source: the first tensor that has another shape there (`train-transfer`). */
export function transferProblem(source: Session, target: Session): Problem | undefined {
  const learnt = new Map(source.task.network.weights.map((weight) => [weight.name, torchShape(weight)]));
  for (const weight of transferred(target)) {
    const [expected, found = []] = [torchShape(weight), learnt.get(weight.name)];
    if (String(expected) !== String(found)) {
      return problem('train-transfer', { tensor: weight.name, expected, found }, { key: 'source.data' });
    }
  }
  return undefined;
}

function transferred({ task, built }: Session): readonly Weight[] {
  const isClassifier = built.task === 'image-classification' || built.task === 'text-classification';
  return task.network.weights.filter((weight) => !(isClassifier && isHeadWeight(weight)));
}
