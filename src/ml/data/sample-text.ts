/** Own words about what the sample's tasks are called after; the sample tokenizer learns its merges from them. */
export const sampleText = `
A fine-tuned model is a base model that has learned one more thing. One of these has learned mathematics, one has learned
to write programs, and one has learned to answer people. Each of them is the base plus a difference, and the difference is
called a task vector. When the task vectors are added, the same parameter may be asked to go up by one task and down by
another: then the tasks are in conflict, and one of them has to give way, or both lose.

Mathematics: let a and b be numbers with a + b = 10 and a - b = 4. Adding the two equations gives 2a = 14, therefore a = 7
and b = 3. The sum of the first n numbers is n (n + 1) / 2. The square of a sum is the sum of the squares plus twice the
product. If every number of a list is multiplied by the same number, then the mean of the list is multiplied by it too.
What is the probability that the sum of two dice is seven? There are 36 equally probable results, six of which have the
sum seven, therefore the probability is one sixth.

Programs:
def mean(values):
    total = 0
    for value in values:
        total = total + value
    return total / len(values)

class Model:
    def __init__(self, parameters):
        self.parameters = parameters

    def merge(self, other, weight):
        if len(other.parameters) != len(self.parameters):
            raise ValueError("the models have different parameters")
        return Model([a + weight * (b - a) for a, b in zip(self.parameters, other.parameters)])

function difference(first, second) {
  const result = [];
  for (let index = 0; index < first.length; index++) {
    result.push(first[index] - second[index]);
  }
  return result;
}

Answers: Hello, what can I do for you? I would like to know which of the models is the best for my work. That depends on
what you want to do with it. If you want to write programs, take the one that has learned programs. If you would like to
have all of it in one model, merge them: choose a method, start the run, and look at the picture. It shows for every layer
of the model which of the tasks the parameters come from. Thank you, that is what I wanted to know. You are welcome.
`;
