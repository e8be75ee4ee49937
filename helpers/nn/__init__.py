"""Neural networks in plain NumPy: the forward and the backward pass, and what trains and checks them.

Read the files in this order: layers, losses, network, optimizers, training, gradient_check.
Then neuron and delta: the same network in two other forms. Last, engine and blocks: gradients of any expression, and
what a transformer is made of.
"""

from helpers.nn.blocks import Attention, Embedding, LayerNorm, Positions, Residual, RMSNorm, Rows, Softmax, SwiGLU
from helpers.nn.checks import ShapeError
from helpers.nn.delta import DeltaNetwork
from helpers.nn.engine import Value
from helpers.nn.gradient_check import check_gradients, numerical_gradient, relative_error
from helpers.nn.layers import Linear, ReLU, Sigmoid, Tanh
from helpers.nn.losses import HalfSquaredError, SoftmaxCrossEntropy
from helpers.nn.network import Network
from helpers.nn.neuron import Neuron, NeuronLayer, NeuronNetwork
from helpers.nn.optimizers import SGD, Adam
from helpers.nn.training import History, minibatches, sweep_learning_rates, train
