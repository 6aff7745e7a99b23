/** How one question went. */
export interface Outcome {
  readonly isRight: boolean;
  /** Whether the model was right without any shot: the questions where it wasn't are the long tail. */
  readonly isRightWithoutShots: boolean;
}

export interface Accuracy {
  readonly questions: number;
  readonly right: number;
  /** right / questions; undefined without questions. */
  readonly accuracy: number | undefined;
}

/** Accuracy over all questions and on the long tail. arXiv 2410.23605, section 4. */
export function longTailMetrics(outcomes: readonly Outcome[]): {
  readonly overall: Accuracy;
  readonly longTail: Accuracy;
} {
  return {
    overall: accuracyOf(outcomes),
    longTail: accuracyOf(outcomes.filter(({ isRightWithoutShots }) => !isRightWithoutShots)),
  };
}

function accuracyOf(outcomes: readonly Outcome[]): Accuracy {
  const questions = outcomes.length;
  const right = outcomes.filter(({ isRight }) => isRight).length;
  return { questions, right, accuracy: questions === 0 ? undefined : right / questions };
}
