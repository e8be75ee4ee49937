"""Code as people write it before they have learned it: in styles of their own, some of it old."""

NUMERIC = """
import numpy as np

def numerical_gradient(f, x, h=1e-5):
    slopes = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        kept = x[i]
        x[i] = kept + h
        above = f(x)
        x[i] = kept - h
        below = f(x)
        x[i] = kept
        slopes[i] = (above - below) / (2 * h)
    return slopes
"""
ELEVEN = """
import numpy as np

def nonlin(x, deriv=False):
    if deriv:
        return x * (1 - x)
    return 1 / (1 + np.exp(-x))

X = np.array([[0, 0, 1], [0, 1, 1], [1, 0, 1], [1, 1, 1]])
y = np.array([[0], [1], [1], [0]])
np.random.seed(1)
syn0 = 2 * np.random.random((3, 4)) - 1
syn1 = 2 * np.random.random((4, 1)) - 1
for turn in range(60000):
    l1 = nonlin(np.dot(X, syn0))
    l2 = nonlin(np.dot(l1, syn1))
    l2_error = y - l2
    l2_delta = l2_error * nonlin(l2, True)
    l1_error = l2_delta.dot(syn1.T)
    l1_delta = l1_error * nonlin(l1, True)
    syn1 += l1.T.dot(l2_delta)
    syn0 += X.T.dot(l1_delta)
"""
FUNCTIONS = """
def relu(z):
    return np.maximum(0, z)

def forward(X, params):
    W1, b1, W2, b2 = params
    Z1 = np.dot(X, W1) + b1
    A1 = relu(Z1)
    return A1 @ W2 + b2, (X, Z1, A1)

def backward(params, cache, Y_hat, Y):
    W1, b1, W2, b2 = params
    X, Z1, A1 = cache
    m = len(Y)
    dZ2 = 2 * (Y_hat - Y) / m
    dW2 = A1.T @ dZ2
    db2 = np.sum(dZ2, axis=0)
    dA1 = dZ2 @ W2.T
    dZ1 = dA1 * (Z1 > 0)
    dW1 = X.T @ dZ1
    db1 = np.sum(dZ1, axis=0)
    return dW1, db1, dW2, db2

def train(X, Y, params, lr, epochs):
    for _ in range(epochs):
        Y_hat, cache = forward(X, params)
        grads = backward(params, cache, Y_hat, Y)
        for p, g in zip(params, grads):
            p -= lr * g
"""
LISTS = """
class Network:
    def __init__(self, sizes):
        rng = np.random.default_rng(0)
        self.biases = [rng.normal(size=(y, 1)) for y in sizes[1:]]
        self.weights = [rng.normal(size=(y, x)) for x, y in zip(sizes[:-1], sizes[1:])]

    def backprop(self, x, y):
        nabla_b = [np.zeros(b.shape) for b in self.biases]
        nabla_w = [np.zeros(w.shape) for w in self.weights]
        activation = x
        activations = [x]
        zs = []
        for b, w in zip(self.biases, self.weights):
            z = np.dot(w, activation) + b
            zs.append(z)
            activation = sigmoid(z)
            activations.append(activation)
        delta = (activations[-1] - y) * sigmoid_prime(zs[-1])
        nabla_b[-1] = delta
        nabla_w[-1] = np.dot(delta, activations[-2].transpose())
        for l in range(2, 3):
            z = zs[-l]
            sp = sigmoid_prime(z)
            delta = np.dot(self.weights[-l + 1].transpose(), delta) * sp
            nabla_b[-l] = delta
            nabla_w[-l] = np.dot(delta, activations[-l - 1].transpose())
        return nabla_b, nabla_w

def sigmoid(z):
    return 1 / (1 + np.exp(-z))

def sigmoid_prime(z):
    return sigmoid(z) * (1 - sigmoid(z))
"""
LOOPS = """
def backward(X, A1, dZ2, W2):
    n, hidden = A1.shape
    dW2 = np.zeros_like(W2)
    db2 = np.zeros(W2.shape[1])
    dA1 = np.zeros_like(A1)
    for i in range(n):
        for j in range(W2.shape[1]):
            db2[j] += dZ2[i, j]
            for k in range(hidden):
                dW2[k, j] += A1[i, k] * dZ2[i, j]
                dA1[i, k] += dZ2[i, j] * W2[k, j]
    return dW2, db2, dA1
"""
TORCH = """
import torch

class TwoLayers(torch.nn.Module):
    def __init__(self, d_in, d_hidden, d_out):
        super().__init__()
        self.first = torch.nn.Linear(d_in, d_hidden)
        self.second = torch.nn.Linear(d_hidden, d_out)

    def forward(self, X):
        return torch.sigmoid(self.second(torch.sigmoid(self.first(X))))

def train(net, X, Y, lr, epochs):
    optimizer = torch.optim.SGD(net.parameters(), lr=lr)
    for _ in range(epochs):
        loss = ((net(X) - Y) ** 2).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
"""
COLUMNS = """
def sigmoid(z):
    return 1/(1+np.exp(-z))
def layer_sizes(X, Y):
    return X.shape[0], 4, Y.shape[0]
def initialize_parameters(n_x, n_h, n_y):
    W1 = np.random.randn(n_h, n_x) * 0.01
    b1 = np.zeros((n_h, 1))
    W2 = np.random.randn(n_y, n_h) * 0.01
    b2 = np.zeros((n_y, 1))
    return {"W1": W1, "b1": b1, "W2": W2, "b2": b2}
def forward_propagation(X, parameters):
    Z1 = np.dot(parameters["W1"], X) + parameters["b1"]
    A1 = np.tanh(Z1)
    Z2 = np.dot(parameters["W2"], A1) + parameters["b2"]
    A2 = sigmoid(Z2)
    return A2, {"Z1": Z1, "A1": A1, "Z2": Z2, "A2": A2}
def compute_cost(A2, Y):
    m = Y.shape[1]
    logprobs = np.multiply(np.log(A2), Y) + np.multiply(np.log(1 - A2), 1 - Y)
    return -np.sum(logprobs) / m
def backward_propagation(parameters, cache, X, Y):
    m = X.shape[1]
    A1, A2 = cache["A1"], cache["A2"]
    dZ2 = A2 - Y
    dW2 = 1 / m * np.dot(dZ2, A1.T)
    db2 = 1 / m * np.sum(dZ2, axis=1, keepdims=True)
    dZ1 = np.multiply(np.dot(parameters["W2"].T, dZ2), 1 - np.power(A1, 2))
    dW1 = 1 / m * np.dot(dZ1, X.T)
    db1 = 1 / m * np.sum(dZ1, axis=1, keepdims=True)
    return {"dW1": dW1, "db1": db1, "dW2": dW2, "db2": db2}
def update_parameters(parameters, grads, learning_rate=1.2):
    for name in parameters:
        parameters[name] = parameters[name] - learning_rate * grads["d" + name]
    return parameters
def nn_model(X, Y, n_h=4, num_iterations=10000):
    n_x, _, n_y = layer_sizes(X, Y)
    parameters = initialize_parameters(n_x, n_h, n_y)
    for i in range(num_iterations):
        A2, cache = forward_propagation(X, parameters)
        cost = compute_cost(A2, Y)
        grads = backward_propagation(parameters, cache, X, Y)
        parameters = update_parameters(parameters, grads)
    return parameters
"""
INTEGER_LABELS = """
class TwoLayerNet:
    def __init__(self, input_size, hidden_size, output_size, std=1e-4):
        self.params = {}
        self.params['W1'] = std * np.random.randn(input_size, hidden_size)
        self.params['b1'] = np.zeros(hidden_size)
        self.params['W2'] = std * np.random.randn(hidden_size, output_size)
        self.params['b2'] = np.zeros(output_size)
    def loss(self, X, y=None, reg=0.0):
        W1, b1 = self.params['W1'], self.params['b1']
        W2, b2 = self.params['W2'], self.params['b2']
        N, D = X.shape
        hidden = np.maximum(0, X.dot(W1) + b1)
        scores = hidden.dot(W2) + b2
        if y is None:
            return scores
        exp = np.exp(scores - scores.max(axis=1, keepdims=True))
        probs = exp / exp.sum(axis=1, keepdims=True)
        loss = -np.log(probs[range(N), y]).mean()
        grads = {}
        dscores = probs.copy()
        dscores[range(N), y] -= 1
        dscores /= N
        grads['W2'] = hidden.T.dot(dscores)
        grads['b2'] = dscores.sum(axis=0)
        dhidden = dscores.dot(W2.T)
        dhidden[hidden <= 0] = 0
        grads['W1'] = X.T.dot(dhidden)
        grads['b1'] = dhidden.sum(axis=0)
        return loss, grads
    def train(self, X, y, learning_rate=1e-3, num_iters=100):
        for it in range(num_iters):
            loss, grads = self.loss(X, y=y)
            for p in self.params:
                self.params[p] -= learning_rate * grads[p]
"""
LAYERS = """
class Linear:
    def __init__(self, d_in, d_out):
        self.W = np.random.randn(d_in, d_out)
        self.b = np.zeros(d_out)
    def forward(self, x):
        self.x = x
        return x @ self.W + self.b
    def backward(self, grad):
        self.dW = self.x.T @ grad
        self.db = grad.sum(0)
        return grad @ self.W.T
class Sigmoid:
    def forward(self, x):
        self.out = 1 / (1 + np.exp(-x))
        return self.out
    def backward(self, grad):
        return grad * self.out * (1 - self.out)
class Net:
    def __init__(self, d_in, d_h, d_out):
        self.layers = [Linear(d_in, d_h), Sigmoid(), Linear(d_h, d_out), Sigmoid()]
    def forward(self, x):
        for layer in self.layers:
            x = layer.forward(x)
        return x
    def backward(self, grad):
        for layer in reversed(self.layers):
            grad = layer.backward(grad)
    def train(self, X, Y, lr, epochs):
        for _ in range(epochs):
            out = self.forward(X)
            loss = ((out - Y) ** 2).mean()
            self.backward(2 * (out - Y) / Y.size)
            for layer in self.layers:
                if hasattr(layer, "W"):
                    layer.W -= lr * layer.dW
                    layer.b -= lr * layer.db
"""
TURNED = """
class Net:
    def __init__(self, d_in, d_hidden, d_out):
        self.W1 = np.random.randn(d_hidden, d_in)
        self.b1 = np.zeros(d_hidden)
        self.W2 = np.random.randn(d_out, d_hidden)
        self.b2 = np.zeros(d_out)
    def forward(self, X):
        self.X = X
        self.h = np.tanh(X @ self.W1.T + self.b1)
        self.y = self.h @ self.W2.T + self.b2
        return self.y
    def backward(self, target):
        g = (self.y - target) / len(target)
        self.gW2 = g.T @ self.h
        self.gb2 = g.sum(0)
        gh = g @ self.W2
        gz = gh * (1 - self.h ** 2)
        self.gW1 = gz.T @ self.X
        self.gb1 = gz.sum(0)
"""
SAMPLE_BY_SAMPLE = """
def backward(X, Y, W1, b1, W2, b2):
    dW1, db1, dW2, db2 = np.zeros_like(W1), np.zeros_like(b1), np.zeros_like(W2), np.zeros_like(b2)
    for x, y in zip(X, Y):
        a1 = sigmoid(x @ W1 + b1)
        y_hat = sigmoid(a1 @ W2 + b2)
        dz2 = (y_hat - y) * y_hat * (1 - y_hat) / len(X)
        dW2 += np.outer(a1, dz2)
        db2 += dz2
        dz1 = W2 @ dz2 * a1 * (1 - a1)
        dW1 += np.outer(x, dz1)
        db1 += dz1
    return dW1, db1, dW2, db2
"""
HALF = """
def forward(X):
    h = np.maximum(0, X @ W1 + b1)
    return h @ W2 + b2
"""
