"""An evaluation as a table for the terminal: names and values."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from latentwalk.evaluation.result import (
        ColumnMeasures,
        ConditionMeasures,
        Evaluation,
        FactorMeasures,
        SampleMeasures,
    )


def rows(result: Evaluation) -> Iterator[tuple[str, str]]:
    """The rows of the table; null measures are left out."""
    yield "images", f"{result.images}, held out"
    yield from _likelihood(result)
    if result.group_loss is not None:
        loss = _number(result.group_loss, result.group_loss_error)
        yield "loss by group", f"{loss} nats per image, {result.groups} groups"
    if result.active_units is not None:
        of = f" of {len(result.kl_by_dimension)}" if result.kl_by_dimension else ""
        yield "active units", f"{result.active_units}{of}"
    if result.mutual_information is not None:
        low = _number(result.mutual_information, result.mutual_information_error)
        yield (
            "information",
            f"{low} nats or more, at most {result.mutual_information_most:.2f}; "
            f"with this many images at most {result.mutual_information_ceiling:.2f}",
        )
    if result.knn_accuracy is not None:
        yield "5-NN accuracy", _share(result.knn_accuracy, result.knn_accuracy_error)
    if result.probe_accuracy is not None:
        yield "probe accuracy", _share(result.probe_accuracy, result.probe_accuracy_error)
    if result.samples is not None:
        yield from _samples(result.samples)
    if result.condition is not None:
        yield from _condition(result.condition)
    if result.factors is not None:
        yield from _factors(result.factors)


def _likelihood(result: Evaluation) -> Iterator[tuple[str, str]]:
    if result.loss is not None:
        yield "loss", f"{_number(result.loss, result.loss_error)} nats per image"
    if result.reconstruction is not None:
        yield "reconstruction", _number(result.reconstruction, result.reconstruction_error)
    if result.kl is not None:
        yield "KL", _number(result.kl, result.kl_error)
    if result.kl_by_dimension is not None:
        by_dimension = "  ".join(f"{nats:.2f}" for nats in result.kl_by_dimension)
        yield "KL by dimension", by_dimension
    if result.iwae is not None:
        bound = _number(result.iwae, result.iwae_error)
        yield "importance bound", f"{bound} ({result.iwae_samples} samples)"


def _samples(found: SampleMeasures) -> Iterator[tuple[str, str]]:
    floor = f" (training images: {found.frechet_floor:.2f})" if found.frechet_floor else ""
    yield "Frechet distance", f"{found.frechet:.2f} +- {found.frechet_error:.2f}{floor}"
    for name, value, error, best in (
        ("precision", found.precision, found.precision_error, found.precision_floor),
        ("recall", found.recall, found.recall_error, found.recall_floor),
    ):
        floor = f" (training images: {best:.2%})" if best is not None else ""
        yield name, f"{_share(value, error)}{floor}"


def _condition(found: ConditionMeasures) -> Iterator[tuple[str, str]]:
    shown = _share(found.read_as_condition, found.read_as_condition_error)
    yield (
        "swapped classes",
        f"{shown} of {found.codes} codes under {found.classes} classes show the class given",
    )
    if found.read_as_own is not None:
        own = _share(found.read_as_own, found.read_as_own_error)
        yield "", f"{own} show their own; read by {found.reader}, right in"
        yield "", f"{found.reader_accuracy:.2%} of held-out images"
    yield (
        "decoded variance",
        f"{found.variance_by_condition:.0%} by the class, {found.variance_by_point:.0%} by the "
        f"latent point, {found.variance_by_both:.0%} by both together",
    )


def _factors(found: FactorMeasures) -> Iterator[tuple[str, str]]:
    for name, value, error, parts in (
        ("MIG", found.mig, found.mig_error, found.mig_by_factor),
        ("SAP", found.sap, found.sap_error, found.sap_by_factor),
    ):
        pairs = zip(found.names, parts, strict=True)
        by_factor = ", ".join(f"{factor} {part:.2f}" for factor, part in pairs)
        yield name, f"{value:.3f} +- {error:.3f} ({by_factor})"
    for name, value, error in (
        ("disentanglement", found.disentanglement, found.disentanglement_error),
        ("completeness", found.completeness, found.completeness_error),
        ("informativeness", found.informativeness, found.informativeness_error),
    ):
        yield name, f"{value:.3f} +- {error:.3f}"


def column_rows(found: ColumnMeasures) -> Iterator[tuple[str, str]]:
    """The rows of measures by the columns of encoded items."""
    pairs = zip(found.names, found.mig_by_column, strict=True)
    by_column = ", ".join(f"{name} {part:.2f}" for name, part in pairs)
    yield "MIG by columns", f"{found.mig:.3f} +- {found.mig_error:.3f} ({by_column})"


def _number(value: float, error: float | None) -> str:
    return f"{value:.2f}" if error is None else f"{value:.2f} +- {error:.2f}"


def _share(value: float, error: float | None) -> str:
    return f"{value:.2%}" if error is None else f"{value:.2%} +- {error:.2%}"
