"""The cases of ONNX's tests that the engine may refuse, and why."""

from __future__ import annotations

import re

FLOATS_OF_EIGHT_BITS = (17, 18, 19, 20)
"""ONNX's numbers of these types."""
FEWER_BITS = (21, 22, 23, 24, 25, 26)

REFUSALS = {
    # a model takes batches of samples, and most cases are not written as one
    r"The input '.*' must start with the batch, and only the batch may have an open size\.": (
        "given",
    ),
    r"The output '.*' must start with the batch, but its shape is \[.*\]\.": ("given",),
    # shapes follow from the file and the batch, not from the values of an input
    r"The model uses \w+ with an argument that is computed while the model runs, .*": (
        "given",
        "computed",
        "mixed",
    ),
    r"The model uses Conv(Transpose)? with weights that are computed while the model runs, .*": (
        "given",
        "computed",
    ),
    # types that no kernel computes with
    r"'.*' holds numbers of ONNX type ({}), which this engine does not support\.".format(
        "|".join(map(str, (*FLOATS_OF_EIGHT_BITS, *FEWER_BITS)))
    ): ("mixed", "constant"),
    r"The model uses (Cast|CastLike|QuantizeLinear) to the ONNX type (17|18|19|20|23|24), .*": (),
    # what a decoder does not need
    r"The model uses \w+ with blocks, .*": (),
    r"The model uses BatchNormalization with the statistics of the batch, .*": (),
    r"The model uses Dropout while training, .*": (),
    # a place among all images of a batch, which would depend on the batch
    r"The model uses MaxPool with its output number 2, .*": (),
    # ONNX Runtime and ONNX's tests disagree
    r"The model uses Resize with aligned corners and a scale that gives no whole size, .*": (
        "constant",
        "mixed",
    ),
}
"""By pattern of the message: the forms in which a case may be refused with it, or none for all."""


def is_expected(message: str, form: str) -> bool:
    """Whether a case of this form may be refused with this message."""
    return any(
        re.fullmatch(pattern, message) and (not forms or form in forms)
        for pattern, forms in REFUSALS.items()
    )


def missing_operators(message: str) -> list[str]:
    """The operators that a message says the engine lacks."""
    found = re.fullmatch(
        r"The model uses ([\w.]+(?:, [\w.]+)*), which this engine lacks\.", message
    )
    return found[1].split(", ") if found else []
