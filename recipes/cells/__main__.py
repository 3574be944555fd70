"""Trains scVI on scanpy's sample of blood cells, and writes `cells`: see README.md."""

from __future__ import annotations

import argparse
import platform
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import scanpy
import scvi

import latentwalk
from latentwalk.folder.about import KEY, About
from latentwalk.folder.model_folder import write_folder

SEED = 0
DIMENSIONS, HIDDEN, EPOCHS = 10, 64, 400
TYPE = "bulk_labels"
"""The column of cell types."""
COLUMNS = {
    TYPE: "cell type",
    "n_genes": "genes",
    "n_counts": "counts",
    "percent_mito": "mitochondrial share",
    "phase": "phase of the cell cycle",
    "S_score": "S score",
    "G2M_score": "G2M score",
    "louvain": "Louvain cluster",
}
"""Columns of the sample that go along, and what they are called."""
START = "CD14+ Monocyte"
"""The type with which the page opens."""
ABOUT = About(
    text="Blood cells as the activity of 765 genes: walk from one type of cell to another and see "
    "which genes rise and fall.",
    licence="MIT; data CC BY 4.0",
)
"""What the gallery says of it."""
NEIGHBOURS = 15


def main() -> None:
    """Train, judge and write the model."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-o", "--out", type=Path, required=True, help="the model folder to write")
    out: Path = parser.parse_args().out
    scvi.settings.seed = SEED
    cells = sample()
    scvi.model.SCVI.setup_anndata(cells, labels_key=TYPE)
    model = scvi.model.SCVI(cells, n_latent=DIMENSIONS, n_hidden=HIDDEN, gene_likelihood="nb")
    model.train(EPOCHS, accelerator="cpu", train_size=0.9, enable_progress_bar=False)
    metrics = judged(model, cells)
    shown = cells.obs[list(COLUMNS)].rename(columns=COLUMNS)
    shown["held out"] = np.isin(np.arange(cells.n_obs), model.validation_indices)
    sizes = np.log(cells.X.sum(axis=1))
    made = latentwalk.adopt(
        model,
        out,
        data=scanpy.AnnData(cells.X, obs=shown, var=cells.var),
        labels=cells.obs[TYPE].astype(str).tolist(),
        conditions={"log library size": (float(sizes.min()), float(sizes.max()))},
        name="cells",
        y_label="expression",
        layout="tsne",
    )
    folder = made.folder
    provenance = {
        KEY: ABOUT.to_json(),
        "data": {
            "name": "pbmc68k_reduced, in scanpy",
            "from": "10x Genomics, Fresh 68k PBMCs (Donor A), CC BY 4.0",
            "trained_on": len(model.train_indices),
            "held_out": len(model.validation_indices),
        },
        "recipe": {"model": "SCVI", "hidden": HIDDEN, "epochs": EPOCHS, "likelihood": "nb"},
        "seed": SEED,
        "versions": {
            "python": platform.python_version(),
            **{name: version(name) for name in ("latentwalk", "scvi-tools", "scanpy", "torch")},
        },
        "metrics": metrics,
    }
    manifest = replace(
        folder.manifest, start=START, provenance={**folder.manifest.provenance, **provenance}
    )
    files = {name: folder.content(name) for name in folder.manifest.files}
    write_folder(out, manifest, files)
    for name, value in metrics.items():
        print(f"{name:<24}{value:.4g}")


def sample() -> Any:
    """The cells with counts: scanpy has their logarithms, normalized by cell."""
    given = scanpy.datasets.pbmc68k_reduced()
    counts = np.round(np.expm1(given.raw.X.toarray())).astype(np.float32)
    return scanpy.AnnData(counts, obs=given.obs.copy(), var=given.raw.var.copy())


def judged(model: Any, cells: Any) -> dict[str, float]:
    """How well the held-out cells are reconstructed, and how often neighbours tell their type."""
    codes = model.get_latent_representation()
    types = cells.obs[TYPE].to_numpy()
    known, held_out = model.train_indices, model.validation_indices
    apart = np.linalg.norm(codes[held_out, None] - codes[None, known], axis=2)
    nearest = types[known][np.argsort(apart, axis=1)[:, :NEIGHBOURS]]
    votes = []
    for row in nearest:
        names, counts = np.unique(row, return_counts=True)
        votes.append(names[counts.argmax()])
    return {
        "elbo_held_out": float(model.get_elbo(indices=held_out)),
        "reconstruction_held_out": float(
            model.get_reconstruction_error(indices=held_out)["reconstruction_loss"]
        ),
        "type_of_neighbours": float((np.array(votes) == types[held_out]).mean()),
    }


if __name__ == "__main__":
    main()
