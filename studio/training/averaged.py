"""What a part trains: tensors by name, their optimiser, and the average that speaks."""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor, nn

from studio.training.recipe import Recipe

MOMENTS = ("exp_avg", "exp_avg_sq")  # AdamW's, by the names of its state


class Averaged:
    """Named tensors that are trained, their running average, and AdamW over them.

    The average (of about the last ``span`` steps) is what speaks: single steps on few data jump.
    """

    def __init__(
        self,
        tensors: Mapping[str, Tensor],
        rates: Mapping[str, float],
        recipe: Recipe,
    ) -> None:
        self.tensors = dict(tensors)
        self.average = {name: tensor.detach().clone() for name, tensor in tensors.items()}
        self.steps, self.span, self.warm = 0, recipe.average_span, recipe.warm_steps
        self.rates = {name: _rate_of(name, rates) for name in tensors}
        groups = [{"params": [tensor], "lr": self.rates[name]} for name, tensor in tensors.items()]
        self.optimiser = torch.optim.AdamW(
            groups, betas=(0.9, 0.98), weight_decay=recipe.weight_decay
        )

    def step(self, loss: Tensor, rate: float) -> None:
        """One step down ``loss``, at ``rate`` (0..1) of the tensors' rates."""
        if self.steps < self.warm:
            rate *= (self.steps + 1) / (self.warm + 1)
        for group, base in zip(self.optimiser.param_groups, self.rates.values(), strict=True):
            group["lr"] = base * rate
        self.optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(list(self.tensors.values()), 1.0)
        self.optimiser.step()
        self.steps += 1
        weight = max(1 / self.span, 1 / (self.steps + 1))
        with torch.no_grad():
            for name, tensor in self.tensors.items():
                self.average[name].lerp_(tensor, weight)

    def state(self) -> dict[str, Tensor]:
        """Tensors, averages and the optimiser's moments."""
        found = {f"now.{name}": tensor.detach() for name, tensor in self.tensors.items()}
        found |= {f"average.{name}": tensor.half() for name, tensor in self.average.items()}
        for name, tensor in self.tensors.items():
            moments = self.optimiser.state.get(tensor, {})
            if moments:
                found[f"step.{name}"] = moments["step"]
                # Half the bytes; the moments need no more, and this is written every minute.
                found |= {f"{key}.{name}": moments[key].bfloat16() for key in MOMENTS}
        found["steps"] = torch.tensor(self.steps)
        return found

    def go_on(self, state: Mapping[str, Tensor]) -> None:
        """Take over what `state` gave."""
        with torch.no_grad():
            for name, tensor in self.tensors.items():
                tensor.copy_(state[f"now.{name}"])
                self.average[name].copy_(state[f"average.{name}"])
                if f"step.{name}" in state:
                    moments = {key: state[f"{key}.{name}"].to(tensor) for key in MOMENTS}
                    self.optimiser.state[tensor] = moments | {"step": state[f"step.{name}"].cpu()}
        self.steps = int(state["steps"])


def _rate_of(name: str, rates: Mapping[str, float]) -> float:
    """The rate of the longest prefix that fits."""
    fitting = [prefix for prefix in rates if name.startswith(prefix)]
    return rates[max(fitting, key=len)]
