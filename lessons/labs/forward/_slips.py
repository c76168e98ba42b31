"""What goes wrong in a weighted sum that is worked out by hand."""

from __future__ import annotations

import numpy as np

from lessons.figures import Floats
from lessons.text import decimal


def slips_of_sum(weights: Floats, inputs: Floats, bias: float) -> dict[str, float]:
    """What known slips would give for weights times inputs plus the bias."""
    products = weights * inputs
    both = (weights < 0) & (inputs < 0)
    slips = {
        "You left out the bias.": products.sum(),
        "You took the bias away. It is added.": products.sum() - bias,
        "You dropped the minus signs.": np.abs(products).sum() + bias,
        "You took only the first product.": products[0],
        "You took only the second product.": products[1],
    }
    if both.any():
        k = int(both.argmax())
        product = f"(−{decimal(-weights[k])})·(−{decimal(-inputs[k])}) is +{decimal(products[k])}"
        turned = np.where(both, -products, products).sum() + bias
        slips = {f"Minus times minus is plus: {product}.": turned} | slips
    return slips
