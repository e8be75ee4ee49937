"""Lines that carry a formula's number and don't compute the formula alone, each with its reason."""

NOT_THE_FORMULA = {
    "neuron.step(0.1)  # step (5.1)": "it calls the method that has the line",
    "neuron.step(2 / divisor)  # the mean of the batch (5.2)": "the sum was made before, the step divides it",
    "log_P = shifted - log_sum  # (6.3)": "minus the loss, for every class at once",
    'print("ours", [error * x for x in inputs], error)  # (9.5)': "it prints the bias's gradient as well",
    "error = output_gradient * sigmoid_slope(self.z)  # slope (9.5)": "two of the three factors",
    "return [error * w for w in self.weights]  # hand back, one term of (9.6)": "one term of the sum",
    "sums[k] += gradient  # hand back (9.6)": "the terms come from a method",
    "other.grad += value.grad * slope  # (12.1)": "one term of the sum",
    "ratio = (a[3] - Y) * slope / judge  # (10.5)": "it is divided by the truth",
}
