"""How a setting of the playground is trained, as source for PyTorch and for Keras."""

from __future__ import annotations

from dataclasses import asdict

from engine.errors import InputError
from engine.layers import Dense
from engine.playground import Play

_PYTORCH = '''

def train(X, Y, epochs):
    """Learn as the playground does: in the order of the points, {size} at a time."""
    X, Y = torch.as_tensor(X, dtype=torch.float64), torch.as_tensor(Y, dtype={dtype})
    weights = [module.weight for module in model if isinstance(module, nn.Linear)]
    others = [p for p in model.parameters() if not any(p is w for w in weights)]
    groups = [{{"params": weights}}, {{"params": others{others}}}]
    rule = torch.optim.{rule}
    schedule = torch.optim.lr_scheduler.LambdaLR(rule, lambda t: {schedule})
{alive}    waiting = 0
    model.train()
    for _ in range(epochs):
        for at in range(0, len(X), {size}):
            x, y = X[at : at + {size}], Y[at : at + {size}]
            {loss}.backward()  # gradients add up
            waiting += len(x)
            if len(x) < {size}:  # what is left over waits for the next epoch
                break
            for p in model.parameters():
                p.grad /= waiting
{before}            rule.step()
{penalty}            rule.zero_grad()
            schedule.step()
            waiting = 0
    model.eval()
'''
_OLD = "            old = [w.detach().clone() for w in weights]\n"
_DEAD = """\
            for w, living in zip(weights, alive):
                w.grad *= living  # a dead link learns no more
"""
_PULL = """\
            # The penalty pulls with the weights from before.
            pull = rule.param_groups[0]["lr"] * {strength!r}
            with torch.no_grad():
"""
_L1 = """\
                for w, before, living in zip(weights, old, alive):
                    pulled = w - pull * torch.sign(before)
                    living[w * pulled < 0] = 0  # its sign would change: the link dies
                    w.copy_(pulled * living)
"""
_L2 = """\
                for w, before in zip(weights, old):
                    w -= pull * before
"""
_TORCH_RULES = {
    "sgd": "SGD(groups, lr={rate!r}{up})",
    "momentum": "SGD(groups, lr={rate!r}, momentum={momentum!r}{up})",
    "nesterov": "SGD(groups, lr={rate!r}, momentum={momentum!r}, nesterov=True{up})",
    "rmsprop": "RMSprop(groups, lr={rate!r}, alpha={decay!r}, eps={epsilon!r}{up})",
    "adam": "Adam(groups, lr={rate!r}, betas=({beta1!r}, {beta2!r}), eps={epsilon!r}{up})",
    "adamw": "AdamW(groups, lr={rate!r}, betas=({beta1!r}, {beta2!r}), eps={epsilon!r}, "
    "weight_decay={weight_decay!r}{up})",
}
_SCHEDULES = {
    "constant": "1.0",
    "step": "{factor!r} ** ((t + {steps}) // {every})",
    "exponential": "{factor!r} ** ((t + {steps}) / {every})",
    "cosine": "0.5 * (1 + np.cos(np.pi * min((t + {steps}) / {every}, 1.0)))",
}


def pytorch(play: Play) -> str:
    """Return `train(X, Y, epochs)` for PyTorch: the playground's own rule, to the last digits."""
    setting, training = play.setting, play.training
    optimizer, kind = training.optimizer, setting.regularization
    classes = play.data.targets.shape[1] > 1
    said = asdict(optimizer) | {"rate": abs(setting.rate), "up": ", maximize=True" if training.uphill else ""}
    alive = play.net.copy()
    alive.params[:] = training.alive
    masks = ", ".join(f"torch.tensor({layer.W.T.tolist()!r}).double()" for layer in alive.layers)
    strength = -setting.strength if training.uphill else setting.strength
    pull = _PULL.format(strength=strength)
    return _PYTORCH.format(
        size=training.size,
        dtype="torch.long" if classes else "torch.float64",
        others=', "weight_decay": 0.0' if optimizer.name == "adamw" else "",
        rule=_TORCH_RULES[optimizer.name].format(**said),
        schedule=_SCHEDULES[setting.schedule].format(steps=training.state.t, **asdict(optimizer.schedule)),
        alive=f"    alive = [{masks}]\n" if kind == "L1" else "",
        loss='nn.functional.nll_loss(torch.log(model(x)), y[:, 0], reduction="sum")'
        if classes
        else "((model(x) - y) ** 2 / 2).sum()",
        before={"none": "", "L1": _OLD + _DEAD, "L2": _OLD}[kind],
        penalty={"none": "", "L1": pull + _L1, "L2": pull + _L2}[kind],
    )


_KERAS = '''

def train(X, Y, epochs):
    """Learn in the order of the points, {size} at a time{rest}."""
{penalty}    rule = keras.optimizers.{rule}
{biases}    model.compile(optimizer=rule, loss={loss})
    X, Y = np.asarray(X, dtype="float32"), np.asarray(Y, dtype="float32")
    return model.fit(X, Y, batch_size={size}, epochs=epochs, shuffle=False, verbose=0)
'''
_KERAS_RULES = {
    "sgd": "SGD({rate})",
    "momentum": "SGD({rate}, momentum={momentum!r})",
    "nesterov": "SGD({rate}, momentum={momentum!r}, nesterov=True)",
    "rmsprop": "RMSprop({rate}, rho={decay!r}, epsilon={epsilon!r})",
    "adam": "Adam({rate}, beta_1={beta1!r}, beta_2={beta2!r}, epsilon={epsilon!r})",
    "adamw": "AdamW({rate}, beta_1={beta1!r}, beta_2={beta2!r}, epsilon={epsilon!r}, "
    "weight_decay={weight_decay!r})",
}
_KERAS_SCHEDULES = {
    "constant": "{rate!r}",
    "step": "keras.optimizers.schedules.ExponentialDecay({rate!r}, {every}, {factor!r}, staircase=True)",
    "exponential": "keras.optimizers.schedules.ExponentialDecay({rate!r}, {every}, {factor!r})",
    "cosine": "keras.optimizers.schedules.CosineDecay({rate!r}, {every})",
}


def keras(play: Play) -> str:
    """Return `train(X, Y, epochs)` for Keras, which has no left-over points and no dying links.

    Raises InputError for a batch of no points, or of more than there are.
    """
    setting, training, n = play.setting, play.training, play.data.training
    if training.size > n:
        raise InputError("batch", setting.batch, f"1 to {n} points, the training points, to export for Keras")
    schedule, kind = training.optimizer.schedule, setting.regularization
    rate = _KERAS_SCHEDULES[setting.schedule].format(rate=setting.rate, **asdict(schedule))
    # Keras adds λΣw² to the loss, whose slope is 2λw.
    pull = {"L1": f"L1({setting.strength!r})", "L2": f"L2({setting.strength / 2!r})"}.get(kind)
    dense = [i for i, layer in enumerate(play.net.stack) if isinstance(layer, Dense)]
    mild = "    # The playground's L1 also kills a link whose sign would change.\n" if kind == "L1" else ""
    rest = "; the playground has the points left over wait for the next epoch" if n % training.size else ""
    return _KERAS.format(
        size=training.size,
        rest=rest,
        penalty=mild
        + f"    for i in {dense}:\n        model.layers[i].kernel.regularizer = keras.regularizers.{pull}\n"
        if pull
        else "",
        rule=_KERAS_RULES[setting.optimizer].format(**(asdict(training.optimizer) | {"rate": rate})),
        biases='    rule.exclude_from_weight_decay(var_names=["bias"])\n'
        if setting.optimizer == "adamw"
        else "",
        loss='"sparse_categorical_crossentropy"'
        if play.data.targets.shape[1] > 1
        else "lambda y, p: keras.ops.square(p - y) / 2",
    )
