"""Train the MNIST classifier whose features `latentwalk evaluate` uses to compare images.

    OMP_NUM_THREADS=1 python benchmarks/classifier.py --data-dir FOLDER

Four convolutions, 33,954 parameters: images (n, 1, 28, 28) in [-1, 1] to 32 features and 10
logits. Adam with a one-cycle rate on the 60,000 training images, half of each batch slightly
warped. The last epoch's weights are kept, so the accuracy on the 10,000 held-out images, which the
file's metadata has, was not used for selection.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import onnx
import torch
from torch import Tensor, nn

from latentwalk.data import load
from latentwalk.evaluation import classifier
from latentwalk.files.atomic import write_bytes
from latentwalk.training.onnx_graph import Graph
from latentwalk.training.recipe import Recipe
from latentwalk.training.warp import draw, warped

DEEPEST = 24 * 4 * 4
"""The number of values in the deepest feature map."""


class Classifier(nn.Module):
    """Images to features and logits."""

    def __init__(self) -> None:
        super().__init__()
        self.conv_stack = nn.Sequential(
            nn.Conv2d(1, 16, 5, stride=2, padding=2),
            nn.ReLU(),
            nn.Conv2d(16, 32, 3, stride=2, padding=1),
            nn.ReLU(),
            nn.Conv2d(32, 32, 3, padding=1),
            nn.ReLU(),
            nn.Conv2d(32, 24, 3, stride=2, padding=1),
            nn.ReLU(),
        )
        self.feature_stack = nn.Sequential(nn.Linear(DEEPEST, classifier.FEATURES), nn.ReLU())
        self.logits = nn.Linear(classifier.FEATURES, 10)

    def forward(self, images: Tensor) -> Tensor:
        features: Tensor = self.feature_stack(self.conv_stack(images).flatten(1))
        logits: Tensor = self.logits(features)
        return logits

    def to_onnx(self) -> onnx.ModelProto:
        graph = Graph("classifier", "image", classifier.IMAGE.shape)
        value = graph.layers("conv_stack", self.conv_stack, "image", "deepest")
        value = graph.reshape("flatten", value, (DEEPEST,))
        graph.layers("feature_stack", self.feature_stack, value, "features")
        graph.layer("logits", self.logits, "features", "logits")
        outputs: dict[str, tuple[int, ...]] = {
            "features": (classifier.FEATURES,),
            "logits": (10,),
        }
        model: onnx.ModelProto = onnx.load_model_from_string(graph.to_bytes(outputs))
        return model


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data-dir", type=Path)
    parser.add_argument("--epochs", type=int, default=12)
    parser.add_argument("--batch-size", type=int, default=128)
    parser.add_argument("--rate", type=float, default=4e-3)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("-o", "--out", type=Path, default=classifier.FILE)
    arguments = parser.parse_args()

    data = load("mnist", arguments.data_dir)
    values = torch.from_numpy(classifier.IMAGE.to_values(data.train.pixels))
    labels = torch.from_numpy(data.train.labels).long()
    torch.manual_seed(arguments.seed)
    generator = torch.Generator().manual_seed(arguments.seed)
    network = Classifier()
    adam = torch.optim.Adam(network.parameters(), fused=True)
    recipe = Recipe(epochs=arguments.epochs, rate=arguments.rate)
    steps = -(-len(labels) // arguments.batch_size)
    for epoch in range(arguments.epochs):
        began, total = time.perf_counter(), 0.0
        order = torch.randperm(len(labels), generator=generator)
        for step in range(steps):
            batch = order[step * arguments.batch_size : (step + 1) * arguments.batch_size]
            for group in adam.param_groups:
                group["lr"] = recipe.rate_at(epoch * steps + step, arguments.epochs * steps)
            logits = network(warped(values[batch], draw(len(batch) // 2, generator)))
            loss = nn.functional.cross_entropy(logits, labels[batch])
            adam.zero_grad()
            torch.autograd.backward(loss)
            adam.step()
            total += loss.item() * len(batch)
        seconds = time.perf_counter() - began
        print(f"epoch {epoch + 1}: {total / len(labels):.4f}, {seconds:.0f} s", flush=True)

    with torch.no_grad():
        held_out = torch.from_numpy(classifier.IMAGE.to_values(data.held_out.pixels))
        said = network(held_out).argmax(1)
        deepest = network.conv_stack(held_out).flatten(1)
        silent = int((network.feature_stack(deepest).amax(0) == 0).sum())
    accuracy = float((said.numpy() == data.held_out.labels).mean())
    model = network.to_onnx()
    stated = {
        "trained on": "mnist, 60,000 images",
        "accuracy on the 10,000 held-out images": f"{accuracy:.4f}",
        "recipe": f"benchmarks/classifier.py --epochs {arguments.epochs} --batch-size "
        f"{arguments.batch_size} --rate {arguments.rate} --seed {arguments.seed}",
        "torch": torch.__version__,
    }
    onnx.helper.set_model_props(model, stated)
    content = model.SerializeToString(deterministic=True)
    write_bytes(arguments.out, content)
    print(f"{arguments.out}: {len(content):,} bytes, accuracy {accuracy:.2%} on held-out images")
    print(f"{silent} of {classifier.FEATURES} features never fire")


if __name__ == "__main__":
    main()
