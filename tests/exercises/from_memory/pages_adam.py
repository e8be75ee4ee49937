"""Pages of "adam" as people write them: right ones in many styles, and wrong ones.

All are for the first variant: Adam, β 0.9 and 0.999, ε 1e-8 beside the root.
"""

PLAIN = '''
class Adam:
    def __init__(self, parameters, learning_rate, beta1=0.9, beta2=0.999, eps=1e-8):
        self.parameters, self.lr, self.b1, self.b2, self.eps = parameters, learning_rate, beta1, beta2, eps
        self.m = [np.zeros_like(p) for p in parameters]
        self.v = [np.zeros_like(p) for p in parameters]
        self.t = 0

    def step(self, gradients):
        self.t += 1
        for i, (p, g) in enumerate(zip(self.parameters, gradients)):
            self.m[i] = self.b1 * self.m[i] + (1 - self.b1) * g
            self.v[i] = self.b2 * self.v[i] + (1 - self.b2) * g * g
            m_hat = self.m[i] / (1 - self.b1 ** self.t)
            v_hat = self.v[i] / (1 - self.b2 ** self.t)
            p -= self.lr * m_hat / (np.sqrt(v_hat) + self.eps)
'''


def changed(*changes):
    """A page with changes."""
    base = PLAIN
    for old, new in changes:
        assert old in base, old
        base = base.replace(old, new)
    return base


RIGHT = {
    "plain": PLAIN,
    "in place": changed(
        ("self.m[i] = self.b1 * self.m[i] + (1 - self.b1) * g", "self.m[i] *= self.b1; self.m[i] += (1 - self.b1) * g"),
        ("self.v[i] = self.b2 * self.v[i] + (1 - self.b2) * g * g", "self.v[i] += (1 - self.b2) * (g ** 2 - self.v[i])"),
    ),
    "the correction in the learning rate": changed(
        ("p -= self.lr * m_hat / (np.sqrt(v_hat) + self.eps)",
         "c = np.sqrt(1 - self.b2 ** self.t)\n"
         "            p -= self.lr * c / (1 - self.b1 ** self.t) * self.m[i] / (np.sqrt(self.v[i]) + self.eps * c)"),
    ),
    "a dictionary of states by identity": '''
class Adam:
    def __init__(self, parameters, learning_rate):
        self.parameters, self.learning_rate, self.state = parameters, learning_rate, {}

    def step(self, gradients):
        for p, g in zip(self.parameters, gradients):
            m, v, t = self.state.get(id(p), (0, 0, 0))
            m, v, t = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g**2, t + 1
            self.state[id(p)] = m, v, t
            p[...] = p - self.learning_rate * (m / (1 - 0.9**t)) / (np.sqrt(v / (1 - 0.999**t)) + 1e-8)
''',
    "new arrays in the list": changed(
        ("            p -= self.lr * m_hat / (np.sqrt(v_hat) + self.eps)",
         "            self.parameters[i] = p - self.lr * m_hat / (np.sqrt(v_hat) + self.eps)"),
    ),
    "a function that fills its state": '''
def step(parameters, gradients, state, learning_rate, beta1=0.9, beta2=0.999, eps=1e-8):
    state["t"] = t = state.get("t", 0) + 1
    m = state.setdefault("m", [np.zeros(p.shape) for p in parameters])
    v = state.setdefault("v", [np.zeros(p.shape) for p in parameters])
    for k in range(len(parameters)):
        m[k] = beta1 * m[k] + (1 - beta1) * gradients[k]
        v[k] = beta2 * v[k] + (1 - beta2) * gradients[k] ** 2
        parameters[k] -= learning_rate * m[k] / (1 - beta1**t) / (np.sqrt(v[k] / (1 - beta2**t)) + eps)
''',
    "a function that returns all anew": '''
def adam_step(theta, grads, state, lr):
    t = state.get("t", 0) + 1
    new, out = {"t": t}, []
    for i, (x, g) in enumerate(zip(theta, grads)):
        m = 0.9 * state.get(("m", i), 0.0) + 0.1 * g
        v = 0.999 * state.get(("v", i), 0.0) + (1 - 0.999) * g**2
        new["m", i], new["v", i] = m, v
        out.append(x - lr * (m / (1 - 0.9**t)) / ((v / (1 - 0.999**t)) ** 0.5 + 1e-8))
    return out, new
''',
    "the parameters in each step": '''
class Adam:
    def __init__(self, lr, betas=(0.9, 0.999), eps=1e-8):
        self.lr, self.betas, self.eps, self.t, self.m, self.v = lr, betas, eps, 0, None, None

    def step(self, params, grads):
        self.m = self.m or [0] * len(params)
        self.v = self.v or [0] * len(params)
        self.t = self.t + 1
        for i in range(len(params)):
            self.m[i] = self.m[i] * self.betas[0] + grads[i] * (1 - self.betas[0])
            self.v[i] = self.v[i] * self.betas[1] + np.square(grads[i]) * (1 - self.betas[1])
            params[i] -= self.lr * (self.m[i] / (1 - self.betas[0] ** self.t)) / (
                np.sqrt(self.v[i] / (1 - self.betas[1] ** self.t)) + self.eps)
''',
    "a small class for each array": '''
class Moments:
    def __init__(self, p): self.p, self.m, self.v = p, 0 * p, 0 * p
    def move(self, g, lr, t):
        self.m, self.v = 0.9 * self.m + 0.1 * g, 0.999 * self.v + 0.001 * g * g
        np.subtract(self.p, lr * self.m / (1 - 0.9 ** t) / (np.sqrt(self.v / (1 - 0.999 ** t)) + 1e-8), out=self.p)

class Adam:
    def __init__(self, parameters, learning_rate):
        self.all, self.rate, self.count = list(map(Moments, parameters)), learning_rate, 0
    def step(self, gradients):
        self.count += 1
        return [each.move(g, self.rate, self.count) for each, g in zip(self.all, gradients)]
''',
}
M, V = "(1 - self.b1) * g", "(1 - self.b2) * g * g"
WRONG = [
    (None, ("m_hat = self.m[i] / (1 - self.b1 ** self.t)", "m_hat = self.m[i]"), ("v_hat = self.v[i] / (1 - self.b2 ** self.t)", "v_hat = self.v[i]")),
    (None, ("self.m[i] / (1 - self.b1 ** self.t)", "self.m[i]")),
    (None, ("self.v[i] / (1 - self.b2 ** self.t)", "self.v[i]")),
    (None, ("        self.t += 1\n", ""), ("self.t = 0", "self.t = 1")),
    (None, ("self.t = 0", "self.t = 1")),
    (None, ("        self.t += 1\n", ""), ("            self.m[i] =", "            self.t += 1\n            self.m[i] =")),
    (None, ("        self.t += 1\n", ""), ("self.eps)\n", "self.eps)\n        self.t += 1\n")),
    ("wrong-factor", (M, "g")),
    ("wrong-factor", (V, "g * g")),
    (None, (V, "(1 - self.b2) * np.abs(g)")),
    (None, ("self.b1 * self.m[i] + (1 - self.b1)", "(1 - self.b1) * self.m[i] + self.b1")),
    (None, ("beta1=0.9, beta2=0.999", "beta1=0.999, beta2=0.9")),
    (None, ("np.sqrt(v_hat) + self.eps", "np.sqrt(v_hat + self.eps)")),
    (None, ("(np.sqrt(v_hat) + self.eps)", "np.sqrt(v_hat)")),
    (None, ("np.sqrt(v_hat)", "v_hat")),
    (None, ("np.sqrt(v_hat)", "np.sqrt(np.abs(m_hat))")),
    (None, ("self.lr * m_hat", "self.lr * g")),
    ("uphill", ("p -=", "p +=")),
    ("wrong-factor", ("self.lr * m_hat", "m_hat")),
    ("not-in-place", ("p -= self.lr * m_hat", "p = p - self.lr * m_hat")),
    (None, ("m_hat = self.m[i] /", "m_hat = self.m[i] = self.m[i] /")),
    (None, ("self.v = [np.zeros_like(p) for p in parameters]", "self.v = self.m")),
    (None, ("self.m = [np.zeros_like(p) for p in parameters]", "self.m = [np.zeros_like(parameters[0])] * len(parameters)"),
     ("self.m[i] = self.b1 * self.m[i] + (1 - self.b1) * g", "self.m[i] *= self.b1; self.m[i] += (1 - self.b1) * g")),
    (None, ("self.m[i] = ", "m = self.m[i] = "), ("self.m = [np.zeros_like(p) for p in parameters]", "self.m, self.v = [0], [0]"),
     ("enumerate(zip(self.parameters, gradients))", "((0, pair) for pair in zip(self.parameters, gradients))"), ("self.v = [np.zeros_like(p) for p in parameters]", "pass")),
    ("argument-changed", ("            self.m[i] =", "            g *= 1.5\n            self.m[i] =")),
    ("last-sample-only", ("            p -=", "        p -=")),
    ("wrong-factor", ("self.lr * m_hat", "2 * self.lr * m_hat")),
    (None, ("self.t = 0\n", "self.t = 0\n\n    shared = {}\n"), ("self.m = [np.zeros_like(p) for p in parameters]", "self.m = self.shared.setdefault('m', [np.zeros_like(p) for p in parameters])")),
]
