"""What a name means, of an argument: `lr`, `eta` and `step_size` are all the learning rate."""

import inspect

from helpers.exercises.check.showing import listed

NAMES = """
parameters | parameters params param theta thetas p ps weights network networks net model nn mlp layers self state
sizes | sizes size layers layer_sizes layers_sizes dims layer_dims dimensions shape shapes architecture units
d_in | d_in n_in in_size input_size inputs_size size_in n_inputs num_inputs n_input input_dim dim_in in_dim d_input
  in_features features n_features inputs input input_nodes inputnodes nin din n_x d0 n0 d_x
d_hidden | d_hidden n_hidden hidden hidden_size size_hidden num_hidden hidden_dim dim_hidden hidden_units hidden_nodes
  hiddennodes nh dh n_h d1 n1 d_h h_size units
d_out | d_out n_out out_size output_size outputs_size size_out n_outputs num_outputs n_output output_dim dim_out out_dim
  d_output out_features n_classes num_classes classes outputs output output_nodes outputnodes nout dout n_y d2 n2 d_y
rng | rng generator gen random random_generator rand random_state
seed | seed random_seed
X | x xs inputs input data features x_train x_batch xb batch samples images a0
Y | y ys targets target labels label y_true ytrue y_train y_batch yb t ts truth desired expected
Y_hat | y_hat yhat y_pred ypred prediction predictions pred output outputs out probabilities probs p a2
cache | cache caches memory saved kept ctx context activations intermediates values stored tape
gradients | gradients gradient grads grad g gs dparams dtheta nabla
learning_rate | learning_rate learningrate lr eta alpha step_size stepsize rate l_rate
epochs | epochs epoch n_epochs num_epochs nepochs n_epoch steps n_steps num_steps iterations n_iterations num_iterations
  iters n_iter n_iters num_iters max_iter turns rounds n_rounds
h | h eps epsilon delta nudge
forward | forward
backward | backward
step | step
train | train
"""


def _table(text):
    """Return {name: [roles that it may have]}."""
    roles = {}
    for line in text.strip().replace("\n  ", " ").splitlines():
        role, _, names = line.partition(" | ")
        for name in names.split():
            roles.setdefault(name, []).append(role)
    return roles


ROLES = _table(NAMES)
OWN = ("h", "forward", "backward", "step", "train")  # where these have a default value it stays


class Unreadable(Exception):
    """What somebody wrote can't be read; the text says why, and the smallest change that helps."""


def plan(function, asked, order, offered, needed):
    """Return [(how, role)]: what a function is called with; each argument by its name, and the rest in order.

    how: None for an argument in its place, "*" for several of them, else its name. asked: how the task calls it;
    order: the roles in the order in which they are asked for; offered: all that there is something for; needed: those
    without which nothing can be read. Raises Unreadable where an argument can't be filled.
    """
    title = asked.partition("(")[0]
    try:
        parameters = [*inspect.signature(function).parameters.values()]
    except (TypeError, ValueError):  # some functions written in C have none
        return [(None, role) for role in order]
    roles, unnamed = _named(parameters, offered), []
    for each in parameters:
        if each.name in roles or each.default is not each.empty or each.kind is each.VAR_KEYWORD:
            continue
        if each.name.lower() in ROLES and each.kind is not each.VAR_POSITIONAL:
            raise Unreadable(
                f"`{title}` wants `{each.name}`; `{asked}` is asked for. Leave it out, or give it a default value."
            )
        unnamed.append(each)
    rest = [role for role in order if role not in roles.values()]
    for each in unnamed:
        if each.kind is each.VAR_POSITIONAL:
            continue
        if not rest:
            raise Unreadable(
                f"`{title}` wants `{each.name}`, too; `{asked}` is asked for. Leave it out, or give it a default value."
            )
        roles[each.name] = rest.pop(0)
    if any(each.kind is each.VAR_POSITIONAL for each in unnamed):
        return [(None, role) for role in order]
    missing = [role for role in needed if role not in roles.values()]
    if missing:
        raise Unreadable(f"`{title}` doesn't take {listed(f'`{role}`' for role in missing)}; `{asked}` is asked for.")
    return _in_place(parameters, roles)


def _named(parameters, offered):
    """Return {name: role} of the arguments whose names say what they are."""
    roles = {}
    for each in parameters:
        known = [role for role in ROLES.get(each.name.lower(), ()) if role in offered and role not in roles.values()]
        if known and not (known[0] in OWN and each.default is not each.empty):
            roles[each.name] = known[0]
    return roles


def _in_place(parameters, roles):
    """Return [(how, role)]: in their places up to the first that is left out, by name from there on."""
    found, in_place = [], True
    for each in parameters:
        if each.name not in roles:
            in_place = False
        elif each.kind is each.VAR_POSITIONAL:
            found.append(("*", roles[each.name]))
        else:
            found.append((None if in_place and each.kind is not each.KEYWORD_ONLY else each.name, roles[each.name]))
    return found


def call(function, arguments, value):
    """Call a function by its plan; value(role) makes what an argument gets."""
    in_place, by_name = [], {}
    for how, role in arguments:
        if how is None:
            in_place.append(value(role))
        elif how == "*":
            in_place.extend(value(role))
        else:
            by_name[how] = value(role)
    return function(*in_place, **by_name)
