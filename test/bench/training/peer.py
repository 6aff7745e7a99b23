"""The peer's side of one measurement: `peer.py SUBJECT` prints {"cpuMs", "steps", "check"} as JSON.

torch on one thread; the SEW network is spikingjelly's with its torch backend. Sizes, numbers and checks are those of
test/bench/training/subjects/.
"""

import json
import statistics
import sys
import time

import torch
from torch import nn
from torch.nn import functional as F

WARM_UP_STEPS = 3
LEAST_STEPS = 5
LEAST_SECONDS = 2.0
CLASSES = 10


def numbers(shape, offset=0):
    count = torch.Size(shape).numel()
    return (((torch.arange(count, dtype=torch.int64) + offset) * 7919) % 1000 / 1000 - 0.5).to(torch.float32).reshape(shape)


def sum_of_squares(tensor):
    return float(tensor.detach().to(torch.float64).square().sum())


def matrix_product():
    a, b = numbers((1024, 1024)), numbers((1024, 1024), 13)
    return lambda: a @ b, lambda: [sum_of_squares(a @ b)]


def convolution():
    images = numbers((32, 32, 32, 64)).permute(0, 3, 1, 2).contiguous().requires_grad_()
    kernel = numbers((3, 3, 64, 64), 13).permute(3, 2, 0, 1).contiguous().requires_grad_()

    def step():
        images.grad = kernel.grad = None
        (F.conv2d(images, kernel, padding=1).square().sum() * 0.5).backward()

    return step, lambda: [sum_of_squares(images.grad), sum_of_squares(kernel.grad)]


class AdamG(torch.optim.Optimizer):
    """arXiv 2405.04376 in torch's own operations, a tensor at a time, with its published defaults."""

    def __init__(self, parameters):
        super().__init__(parameters, {})

    @torch.no_grad()
    def step(self, closure=None):
        for parameter in self.param_groups[0]["params"]:
            gradient = parameter.grad
            state = self.state[parameter]
            if not state:
                state.update(k=0, m=torch.zeros_like(parameter), v=torch.zeros_like(parameter), r=torch.zeros_like(parameter))
            state["k"] += 1
            k, m, v, r = state["k"], state["m"], state["v"], state["r"]
            v.mul_(0.999).addcmul_(gradient, gradient, value=0.001)
            r.mul_(0.95).add_(v.pow(0.24), alpha=0.05 * 0.2)
            m.mul_(0.95).addcmul_(r, gradient, value=0.05)
            root = v.sqrt().mul_((1 - 0.999**k) ** -0.5).add_(1e-8)
            parameter.addcdiv_(m, root, value=-min(1.0, k**-0.5) / (1 - 0.95**k))


def optimizer_step(make):
    parameters = [nn.Parameter(numbers((50_000,), i)) for i in range(20)]
    gradients = [numbers((50_000,), 13 + i) for i in range(20)]
    optimizer = make(parameters)

    def step():
        for parameter, gradient in zip(parameters, gradients):
            parameter.grad = gradient * 1.0
        optimizer.step()

    return step, lambda: [sum(sum_of_squares(parameter) for parameter in parameters)]


def training_step(network, loss, optimizer):
    def step():
        optimizer.zero_grad()
        value = loss()
        value.backward()
        optimizer.step()
        if not torch.isfinite(value):
            raise ValueError(f"the loss is {float(value)}")

    return step, lambda: [sum(parameter.numel() for parameter in network.parameters())]


class Block(nn.Module):
    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(outputs)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(outputs)
        self.shortcut = nn.Sequential()
        if stride != 1 or inputs != outputs:
            self.shortcut = nn.Sequential(nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs))

    def forward(self, x):
        y = F.relu(self.bn1(self.conv1(x)), inplace=True)
        return F.relu(self.bn2(self.conv2(y)) + self.shortcut(x), inplace=True)


def resnet18():
    width, layers, inputs = 16, [], 16
    for stage in range(4):
        outputs = width * 2**stage
        for block in range(2):
            layers.append(Block(inputs, outputs, 2 if stage > 0 and block == 0 else 1))
            inputs = outputs
    network = nn.Sequential(
        nn.Conv2d(3, width, 3, 1, 1, bias=False), nn.BatchNorm2d(width), nn.ReLU(inplace=True), *layers,
        nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(inputs, CLASSES),
    )
    return image_step(network, 64, 32)


def image_step(network, batch, side, forward=None):
    images = numbers((batch, side, side, 3)).permute(0, 3, 1, 2).contiguous()
    labels = torch.arange(batch) % CLASSES
    optimizer = torch.optim.SGD(network.parameters(), lr=0.01, momentum=0.9)
    return training_step(network, lambda: F.cross_entropy((forward or network)(images), labels), optimizer)


class Layer(nn.Module):
    def __init__(self, hidden, heads):
        super().__init__()
        self.heads = heads
        self.norm1, self.norm2 = nn.LayerNorm(hidden), nn.LayerNorm(hidden)
        self.qkv, self.out = nn.Linear(hidden, 3 * hidden), nn.Linear(hidden, hidden)
        self.up, self.down = nn.Linear(hidden, 4 * hidden), nn.Linear(4 * hidden, hidden)

    def forward(self, x):
        batch, tokens, hidden = x.shape
        q, k, v = self.qkv(self.norm1(x)).view(batch, tokens, 3, self.heads, -1).permute(2, 0, 3, 1, 4)
        y = F.scaled_dot_product_attention(q, k, v, is_causal=True)
        x = x + self.out(y.transpose(1, 2).reshape(batch, tokens, hidden))
        return x + self.down(F.gelu(self.up(self.norm2(x)), approximate="tanh"))


class LanguageModel(nn.Module):
    def __init__(self, hidden=128, heads=4, layers=4, vocabulary=1000, positions=64):
        super().__init__()
        self.words, self.positions = nn.Embedding(vocabulary, hidden), nn.Embedding(positions, hidden)
        nn.init.normal_(self.words.weight, std=0.02)
        nn.init.normal_(self.positions.weight, std=0.02)
        self.layers = nn.Sequential(*(Layer(hidden, heads) for _ in range(layers)))
        self.norm = nn.LayerNorm(hidden)

    def forward(self, ids):
        x = self.words(ids) + self.positions.weight[: ids.shape[1]]
        return self.norm(self.layers(x)) @ self.words.weight.T


def transformer():
    network = LanguageModel()
    ids = ((torch.arange(16 * 64) * 7919) % 1000).reshape(16, 64)

    def loss():
        return F.cross_entropy(network(ids)[:, :-1].reshape(-1, 1000), ids[:, 1:].reshape(-1))

    return training_step(network, loss, torch.optim.Adam(network.parameters()))


def sew_resnet18():
    from spikingjelly.activation_based import functional, neuron, surrogate
    from spikingjelly.activation_based.model import sew_resnet

    network = sew_resnet.sew_resnet18(
        spiking_neuron=neuron.IFNode, surrogate_function=surrogate.ATan(), detach_reset=True, cnf="ADD", num_classes=CLASSES,
    )
    functional.set_step_mode(network, "m")

    def forward(images):
        functional.reset_net(network)
        return network(images.unsqueeze(0).repeat(4, 1, 1, 1, 1)).mean(0)

    return image_step(network, 4, 64, forward)


SUBJECTS = {
    "matrix-product": matrix_product,
    "convolution": convolution,
    "step-sgd": lambda: optimizer_step(lambda parameters: torch.optim.SGD(parameters, lr=1e-3)),
    "step-adam": lambda: optimizer_step(torch.optim.Adam),
    "step-adamg": lambda: optimizer_step(AdamG),
    "resnet18": resnet18,
    "transformer": transformer,
    "sew-resnet18": sew_resnet18,
}

torch.set_num_threads(1)
torch.manual_seed(1)
step, check = SUBJECTS[sys.argv[1]]()
for _ in range(WARM_UP_STEPS):
    step()
checked = check()
costs = []
started = time.perf_counter()
while len(costs) < LEAST_STEPS or time.perf_counter() - started < LEAST_SECONDS:
    before = time.process_time()
    step()
    costs.append((time.process_time() - before) * 1000)
print(json.dumps({"cpuMs": statistics.median(costs), "steps": len(costs), "check": checked}))
